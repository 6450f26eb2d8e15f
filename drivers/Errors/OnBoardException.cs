namespace OnBoard.Drivers;

/// <summary>
/// The root of every error that OnBoard raises on purpose. It names the thing that failed, why, and what to do next,
/// so that a person who reads only the message can act.
/// </summary>
public abstract class OnBoardException : Exception
{
    /// <param name="subject">The thing that failed: a path, a device node, an option, a rail.</param>
    /// <param name="cause">Why it failed, as a phrase without a full stop.</param>
    /// <param name="remedy">What the reader can do about it, as a phrase without a full stop.</param>
    /// <param name="inner">The error underneath, where there is one.</param>
    protected OnBoardException(string subject, string cause, string remedy, Exception? inner = null)
        : base($"{subject}: {cause}. {remedy}.", inner)
    {
        Subject = subject;
        Cause = cause;
        Remedy = remedy;
    }

    /// <summary>The thing that failed: a path, a device node, an option, a rail.</summary>
    public string Subject { get; }

    /// <summary>Why it failed.</summary>
    public string Cause { get; }

    /// <summary>What to do next.</summary>
    public string Remedy { get; }
}

/// <summary>A file or a folder that the user named is not what the operation needs: truncated, foreign, empty, unfit.</summary>
public sealed class BadInputException(string subject, string cause, string remedy, Exception? inner = null)
    : OnBoardException(subject, cause, remedy, inner);

/// <summary>A device, its driver or a program that the service needs is not on this machine.</summary>
public sealed class DeviceMissingException(string subject, string cause, string remedy, Exception? inner = null)
    : OnBoardException(subject, cause, remedy, inner);

/// <summary>A device is there but refused or broke off an operation.</summary>
public class DeviceFailedException(string subject, string cause, string remedy, Exception? inner = null)
    : OnBoardException(subject, cause, remedy, inner);
