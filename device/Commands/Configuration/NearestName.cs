namespace OnBoard.Device.Commands.Configuration;

/// <summary>What somebody may have meant who wrote a name that there is not.</summary>
internal static class NearestName
{
    /// <summary>The known name that takes the fewest letters changed, put in or left out; null where none is near.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">What there is.</param>
    public static string? Of(string name, IEnumerable<string> known)
    {
        (string Name, int Distance)[] near =
        [
            .. known.Select(candidate => (candidate, Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
                .Where(candidate => 3 * candidate.Item2 <= name.Length),
        ];
        return near.Length == 0 ? null : near.MinBy(candidate => candidate.Distance).Name;
    }

    /// <summary>Levenshtein's distance, row by row.</summary>
    private static int Distance(string one, string other)
    {
        int[] before = [.. Enumerable.Range(0, other.Length + 1)], row = new int[other.Length + 1];
        for (int i = 0; i < one.Length; i++)
        {
            row[0] = i + 1;
            for (int j = 0; j < other.Length; j++)
                row[j + 1] = Math.Min(Math.Min(row[j], before[j + 1]) + 1, before[j] + (one[i] == other[j] ? 0 : 1));
            (before, row) = (row, before);
        }

        return before[^1];
    }
}
