namespace OnBoard.Device.Interfaces.Web;

/// <summary>
/// How whoever started the service learns its token. A terminal shows it; a journal or a log file, which others read too,
/// does not: there it stands in a file that its owner alone may read.
/// </summary>
/// <param name="token">The token.</param>
/// <param name="isTerminal">Whether a person's terminal shows what is written.</param>
/// <param name="variable">Reads a variable of the environment.</param>
internal sealed class TokenNotice(AccessToken token, bool isTerminal, Func<string, string?> variable) : IDisposable
{
    private const string Name = "onboard-token";

    private static readonly string[] Folders = ["STATE_DIRECTORY", "RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"];

    private string? _file;

    /// <summary>As this process was started.</summary>
    public static TokenNotice OfThisProcess(AccessToken token) => new(
        token,
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NOTIFY_SOCKET")),
        Environment.GetEnvironmentVariable);

    /// <summary>Whether the address of the page may hold the token.</summary>
    public bool IsShown => isTerminal;

    /// <summary>Where the token is, for people; null where it is shown.</summary>
    public string? Place()
    {
        if (isTerminal) return null;
        if (token.IsChosen) return "changes, and live video and sound over the network, need the token that was chosen";
        string? folder = Folders
            .Select(name => variable(name)?.Split(':')[0])
            .FirstOrDefault(path => !string.IsNullOrEmpty(path) && Directory.Exists(path));
        if (folder is null) return "the token that changes need is not shown where this is no terminal: choose one with --token or ONBOARD_TOKEN";
        try
        {
            string file = Path.Combine(folder, Name);

            // What an earlier start left may have other rights.
            File.Delete(file);
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (StreamWriter writer = new(file, options)) writer.WriteLine(token.Text);
            _file = file;
            return $"the token that changes need stands in {file}, which its owner may read";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"the token that changes need cannot be kept in {folder} ({error.Message}): choose one with --token or ONBOARD_TOKEN";
        }
    }

    /// <summary>Takes the file away: the next start has another token.</summary>
    public void Dispose()
    {
        try
        {
            if (_file is not null) File.Delete(_file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is of no use any more.
        }
    }
}
