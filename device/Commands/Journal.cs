using System.Globalization;
using OnBoard.Drivers.Files;

namespace OnBoard.Device.Commands;

/// <summary>Whether systemd's journal takes what the program prints, and so wants to know how bad it is.</summary>
internal static class Journal
{
    // Set by systemd where it connects standard output or error to the journal, and inherited by what is started from there: only
    // device and inode say whether it still is this stream (systemd.exec(5)).
    private const string Variable = "JOURNAL_STREAM";
    private const int StandardErrorDescriptor = 2;

    /// <summary>What stands before a line that is an error's (sd-daemon(3)).</summary>
    public const string Error = "<3>";

    /// <summary>Whether standard error goes to the journal.</summary>
    public static bool TakesStandardError { get; } = IsJournal(
        Environment.GetEnvironmentVariable(Variable), OperatingSystem.IsLinux() ? FileIdentity.OfDescriptor(StandardErrorDescriptor) : null);

    /// <summary>Whether a stream is the journal's.</summary>
    /// <param name="named">What systemd says, DEVICE:INODE; null where it says nothing.</param>
    /// <param name="stream">What the stream is.</param>
    public static bool IsJournal(string? named, (ulong Device, ulong Inode)? stream) =>
        stream is var (device, inode) && named?.Split(':') is [var first, var second]
        && ulong.TryParse(first, CultureInfo.InvariantCulture, out ulong journalDevice) && journalDevice == device
        && ulong.TryParse(second, CultureInfo.InvariantCulture, out ulong journalInode) && journalInode == inode;
}
