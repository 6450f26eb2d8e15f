using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace OnBoard.Device.Commands;

/// <summary>The usual help, then the details of the command that it is about.</summary>
internal sealed class DetailedHelp(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        usual.Invoke(parseResult);
        string details = CommandDetails.Of(parseResult.CommandResult.Command);
        if (details.Length > 0) parseResult.InvocationConfiguration.Output.WriteLine(details);
        return ExitCode.Done;
    }
}
