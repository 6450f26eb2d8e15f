namespace OnBoard.Device.Commands;

/// <summary>The executable's exit codes. Every command keeps to these.</summary>
public static class ExitCode
{
    /// <summary>Done, or stopped as asked (SIGTERM, SIGINT, the duration is over).</summary>
    public const int Done = 0;

    /// <summary>Failed: unfit input, a device that broke off, a full disk, an error of the program.</summary>
    public const int Failed = 1;

    /// <summary>Wrong use: an option, an environment variable or a key of the settings file cannot be understood.</summary>
    public const int WrongUse = 2;

    /// <summary>A device, its driver or a needed program is not on this machine.</summary>
    public const int DeviceMissing = 3;
}
