using Microsoft.Net.Http.Headers;

namespace OnBoard.Device.Interfaces.Metrics;

/// <summary>The two formats of <c>/metrics</c>, and which of them a reader wants (RFC 9110, 12.5.1).</summary>
internal static class MetricsFormat
{
    /// <summary>OpenMetrics 1.0.</summary>
    public const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// <summary>The format of Prometheus, 0.0.4.</summary>
    public const string Prometheus = "text/plain; version=0.0.4; charset=utf-8";

    private const int Wildcard = 1; // an exactness: type/*
    private static readonly MediaTypeHeaderValue OpenMetricsType = MediaTypeHeaderValue.Parse(OpenMetrics);
    private static readonly MediaTypeHeaderValue PrometheusType = MediaTypeHeaderValue.Parse(Prometheus);

    /// <summary>The format that is wanted most: Prometheus's where a wildcard wants both alike or the header names neither.</summary>
    /// <param name="accept">What the header Accept lists.</param>
    /// <returns>Null where both are refused by q=0.</returns>
    public static string? Choose(IList<MediaTypeHeaderValue> accept)
    {
        (int Exactness, double Quality)? open = Find(accept, OpenMetricsType), plain = Find(accept, PrometheusType);
        double openQuality = open?.Quality ?? 0, plainQuality = plain?.Quality ?? 0;
        bool isNamed = open?.Exactness > Wildcard && open.Value.Exactness >= (plain?.Exactness ?? 0);
        if (openQuality > plainQuality || (openQuality > 0 && openQuality == plainQuality && isNamed)) return OpenMetrics;
        if (plain is not { Quality: 0 }) return Prometheus;
        return open is { Quality: 0 } ? null : OpenMetrics;
    }

    /// <summary>What the most exact range says of a type; null where none is of it. Parameters other than the version decide nothing.</summary>
    private static (int Exactness, double Quality)? Find(IList<MediaTypeHeaderValue> accept, MediaTypeHeaderValue type)
    {
        (int Exactness, double Quality)? found = null;
        foreach (MediaTypeHeaderValue range in accept)
        {
            string? version = VersionOf(range);
            int? exactness = range.MatchesAllTypes ? 0
                : range.MatchesAllSubTypes && range.Type.Equals(type.Type, StringComparison.OrdinalIgnoreCase) ? Wildcard
                : !range.MediaType.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase) ? null
                : version is null ? Wildcard + 1
                : version == VersionOf(type) ? Wildcard + 2 : null;
            if (exactness is { } one && (found is null || (one, range.Quality ?? 1).CompareTo(found.Value) > 0)) found = (one, range.Quality ?? 1);
        }

        return found;
    }

    private static string? VersionOf(MediaTypeHeaderValue type) => type.Parameters
        .FirstOrDefault(parameter => parameter.Name.Equals("version", StringComparison.OrdinalIgnoreCase))?.GetUnescapedValue().Value;
}
