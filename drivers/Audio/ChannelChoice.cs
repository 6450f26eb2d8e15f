using System.Globalization;

namespace OnBoard.Drivers.Audio;

/// <summary>Which channels of a microphone are heard: some, as their mean, or those that are fit.</summary>
/// <param name="Channels">Numbers from 1, none twice; empty for all that are fit.</param>
public sealed record ChannelChoice(IReadOnlyList<int> Channels)
{
    /// <summary>As many as a device of ALSA has.</summary>
    public const int Max = 32;

    /// <summary>The mean of all channels but the dead ones and those that are the negative of another.</summary>
    public static ChannelChoice Fit { get; } = new([]);

    /// <summary>The highest number; 0 where all that are fit are heard.</summary>
    public int Highest => Channels.Count == 0 ? 0 : Channels.Max();

    /// <summary><c>auto</c>, or numbers and ranges between commas: <c>1</c>, <c>1,3</c>, <c>1-4</c>. Null where it is not
    /// understood.</summary>
    public static ChannelChoice? Parse(string text)
    {
        if (text == "auto") return Fit;
        List<int> channels = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int dash = part.IndexOf('-', StringComparison.Ordinal);
            int? first = Number(dash < 0 ? part : part[..dash]), last = dash < 0 ? first : Number(part[(dash + 1)..]);
            if (first is not { } from || last is not { } to || to < from) return null;
            for (int channel = from; channel <= to; channel++)
            {
                if (channels.Contains(channel)) return null;
                channels.Add(channel);
            }
        }

        return new ChannelChoice(channels);
    }

    /// <inheritdoc/>
    public override string ToString() => Channels.Count == 0 ? "auto" : string.Join(',', Channels);

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= Max
            ? number
            : null;
}
