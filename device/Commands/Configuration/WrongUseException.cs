using OnBoard.Drivers;

namespace OnBoard.Device.Commands.Configuration;

/// <summary>An option, an environment variable or a key of the settings file does not say what it must.</summary>
public sealed class WrongUseException(string subject, string cause, string remedy, Exception? inner = null)
    : OnBoardException(subject, cause, remedy, inner);
