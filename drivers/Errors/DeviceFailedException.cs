namespace OnBoard.Drivers;

/// <summary>A device is there but refused or broke off an operation.</summary>
public class DeviceFailedException(string subject, string cause, string remedy, Exception? inner = null)
    : OnBoardException(subject, cause, remedy, inner);
