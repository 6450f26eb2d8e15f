using System.CommandLine;

namespace OnBoard.Device.Commands;

/// <summary>Options that take a number of things, one at least.</summary>
internal static class CountOption
{
    /// <summary>Makes one.</summary>
    public static Option<int> Create(string name, int standard, string description)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => standard, HelpName = "count" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < 1) result.AddError($"{name} must be 1 or more.");
        });
        return option;
    }
}
