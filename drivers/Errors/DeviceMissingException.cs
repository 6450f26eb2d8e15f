namespace OnBoard.Drivers;

/// <summary>A device, its driver or a program that the service needs is not on this machine.</summary>
public sealed class DeviceMissingException(string subject, string cause, string remedy, Exception? inner = null)
    : OnBoardException(subject, cause, remedy, inner);
