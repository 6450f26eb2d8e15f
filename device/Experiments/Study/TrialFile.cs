using System.Text;
using System.Text.Json;
using OnBoard.Drivers;

namespace OnBoard.Device.Experiments.Study;

/// <summary>
/// The finished trials of a study, one JSON object a line, each on the disk before the next begins: a study that was
/// interrupted goes on after the last of them. A line that a power cut tore is passed over, and its trial done again.
/// </summary>
internal sealed class TrialFile : IDisposable
{
    private readonly FileStream _stream;

    /// <summary>Opens or makes the file, and reads what is there.</summary>
    /// <exception cref="DeviceFailedException">The disk refused, or another run is at work here.</exception>
    public TrialFile(string path)
    {
        try
        {
            _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            using StreamReader reader = new(_stream, Encoding.UTF8, leaveOpen: true);
            string text = reader.ReadToEnd();
            Results = [.. text.Split('\n').Select(Parse).OfType<TrialResult>()];
            _stream.Seek(0, SeekOrigin.End);
            if (text.Length > 0 && text[^1] != '\n') _stream.WriteByte((byte)'\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _stream?.Dispose();
            throw new DeviceFailedException(
                path, $"cannot be opened ({error.Message})", "End the other study in this folder, or choose another with --out", error);
        }
    }

    /// <summary>What was read.</summary>
    public IReadOnlyList<TrialResult> Results { get; }

    /// <summary>Adds a trial; it is on the disk when this returns.</summary>
    public void Add(TrialResult result)
    {
        _stream.Write(JsonSerializer.SerializeToUtf8Bytes(result, StudyJson.Default.TrialResult));
        _stream.WriteByte((byte)'\n');
        _stream.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static TrialResult? Parse(string line)
    {
        try
        {
            return line.Length == 0 ? null : JsonSerializer.Deserialize(line, StudyJson.Default.TrialResult);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
