using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;

namespace OnBoard.Device.Recording;

/// <summary>The WAV files of a session: noisy, enhanced and clean in a folder, and the enhanced sound where it was asked for.</summary>
public sealed class SoundFiles : IDisposable
{
    private readonly WavWriter? _noisy;
    private readonly WavWriter? _enhanced;
    private readonly WavWriter? _clean;
    private readonly WavWriter? _output;

    /// <param name="folder">Made where it is missing; null keeps no recording.</param>
    /// <param name="withClean">Whether the clean speech is known.</param>
    /// <param name="output">A file for the enhanced sound alone; null for none.</param>
    /// <exception cref="BadInputException">Folder or file cannot be made.</exception>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public SoundFiles(string? folder, bool withClean, string? output)
    {
        try
        {
            if (folder is not null)
            {
                MakeFolder(folder);
                _noisy = Open(Path.Combine(folder, "noisy.wav"));
                _enhanced = Open(Path.Combine(folder, "enhanced.wav"));
                if (withClean) _clean = Open(Path.Combine(folder, "clean.wav"));
            }

            if (output is not null) _output = Open(output);
        }
        catch (OnBoardException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Appends a hop to each.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public void Write(ReadOnlySpan<float> noisy, ReadOnlySpan<float> clean, ReadOnlySpan<float> enhanced)
    {
        _noisy?.Write(noisy);
        _enhanced?.Write(enhanced);
        _clean?.Write(clean);
        _output?.Write(enhanced);
    }

    /// <summary>Enters the final lengths and closes the files.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public void Dispose()
    {
        DeviceFailedException? failure = null;
        foreach (WavWriter? file in (WavWriter?[])[_noisy, _enhanced, _clean, _output])
        {
            try
            {
                file?.Dispose();
            }
            catch (DeviceFailedException error)
            {
                failure = error;
            }
        }

        if (failure is not null) throw failure;
    }

    private static WavWriter Open(string path) => new(path, AudioFormat.SampleRate);

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(
                folder, $"the folder cannot be made ({error.Message})", "Name another with --record, or none", error);
        }
    }
}
