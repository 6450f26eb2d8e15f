using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;

namespace OnBoard.Device.Commands.Configuration;

/// <summary>Settings from the file, the environment and the options; the later of these wins. Errors name the key.</summary>
public sealed class SettingValues
{
    /// <summary>What the names of environment variables begin with.</summary>
    public const string Prefix = "ONBOARD_";

    /// <summary>What the program and its tools read besides settings, from the environment alone.</summary>
    internal static readonly string[] OtherNames =
    [
        "DATA", "CACHE", "FFMPEG", "RTL", "HEALTH_SECONDS", "ROOT", "ARM64_LIBRARIES", "BUILD_CACHE", "CAMPAIGN", "FABRIC_ARTIFACTS",
        "FAULT_TABLE", "FUZZ", "LONG", "NO_BUILD", "PAGE", "PICTURES", "RTL_LANES", "SYSTEM", "UDMABUF_SOURCE", "WRITE_CONTRACT", "WRITE_TABLES",
    ];

    private readonly IConfigurationRoot _configuration;
    private readonly string _file;

    /// <param name="settings">All settings there are.</param>
    /// <param name="options">Values given as options, by key.</param>
    /// <param name="file">The settings file; null takes appsettings.json beside the program where it is there.</param>
    /// <param name="variables">Names of the environment; those of this process by default.</param>
    /// <exception cref="WrongUseException">The file is missing, is not JSON, or has a key that is no setting.</exception>
    public SettingValues(
        IReadOnlyList<Setting> settings, IReadOnlyDictionary<string, string?> options, string? file = null,
        IEnumerable<string>? variables = null)
    {
        string[] names = [.. variables ?? Environment.GetEnvironmentVariables().Keys.Cast<string>()];
        List<string> warnings =
        [
            .. names
                .Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !IsKnown(settings, name))
                .Order(StringComparer.Ordinal)
                .Select(name => NearestName.Of(name, settings.Select(setting => setting.Variable)) is { } near
                    ? $"{name} is no setting and is not read: {near} is one"
                    : $"{name} is no setting and is not read: `onboard run --help` lists what there is"),
        ];
        warnings.AddRange(settings
            .Where(setting => setting.FormerVariable is { } former && names.Contains(former, StringComparer.OrdinalIgnoreCase))
            .Select(setting => Renamed(setting.FormerVariable!, setting.Variable)));
        warnings.AddRange(settings
            .Where(setting => setting.FormerKey is { } former && options.ContainsKey(former))
            .Select(setting => Renamed(setting.FormerOption!, setting.Option)));
        Warnings = warnings;
        _file = Path.GetFullPath(file ?? Path.Combine(AppContext.BaseDirectory, "appsettings.json"));
        if (file is not null && !File.Exists(file))
            throw new WrongUseException(file, "there is no such settings file", "Name a JSON file, or leave --settings out");
        try
        {
            _configuration = new ConfigurationBuilder()
                .AddJsonFile(_file, optional: true, reloadOnChange: false)
                .AddEnvironmentVariables(Prefix)
                .AddInMemoryCollection(options)
                .Build();
        }
        catch (InvalidDataException error)
        {
            throw new WrongUseException(
                _file, $"is not a settings file ({error.GetBaseException().Message})", "Correct the JSON at that place",
                error);
        }

        IConfigurationProvider json = _configuration.Providers.First();
        foreach (string key in json.GetChildKeys([], parentPath: null))
        {
            if (settings.FirstOrDefault(setting => Is(setting.FormerKey, key)) is { } renamed)
            {
                warnings.Add(Renamed($"{_file}: {key}", renamed.Key));
            }
            else if (!settings.Any(setting => Is(setting.Key, key)))
            {
                throw new WrongUseException(
                    $"{_file}: {key}", "is no setting",
                    $"Use one of {string.Join(", ", settings.Select(setting => setting.Key))}");
            }
        }
    }

    /// <summary>Names of the environment that look like settings and are none, and names of the version before, in words.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The value that wins, understood; <paramref name="otherwise"/> where nobody gave one.</summary>
    /// <param name="setting">Which.</param>
    /// <param name="parse">Understands the text; null where it cannot.</param>
    /// <param name="otherwise">Without a value.</param>
    /// <exception cref="WrongUseException">Says where the value stands and what may stand there.</exception>
    public T Get<T>(Setting setting, Func<string, T?> parse, T otherwise)
        where T : class =>
        Find(setting) is var (text, origin)
            ? parse(text) ?? throw NotUnderstood(setting, text, origin)
            : otherwise;

    /// <inheritdoc cref="Get{T}(Setting, Func{string, T}, T)"/>
    public double? GetNumber(Setting setting, double min, double max)
    {
        if (Find(setting) is not var (text, origin)) return null;
        bool isNumber = double.TryParse(
            text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double value);
        return isNumber && value >= min && value <= max ? value : throw NotUnderstood(setting, text, origin);
    }

    private static bool IsKnown(IReadOnlyList<Setting> settings, string name) =>
        settings.Any(setting => Is(setting.Variable, name) || Is(setting.FormerVariable, name))
        || OtherNames.Any(other => Is(Prefix + other, name))
        || name.StartsWith($"{Prefix}SYSTEM_", StringComparison.OrdinalIgnoreCase);

    private static bool Is(string? known, string name) => string.Equals(known, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is said of a former name.</summary>
    internal static string Renamed(string former, string now) => $"{former} is called {now} now; this version still reads the former name";

    private static WrongUseException NotUnderstood(Setting setting, string text, string origin) =>
        new(origin, $"does not understand \"{text}\"", $"Give {setting.Values}");

    private (string Text, string Origin)? Find(Setting setting)
    {
        foreach (IConfigurationProvider provider in _configuration.Providers.Reverse())
        {
            if (provider.TryGet(setting.Key, out string? text) && !string.IsNullOrWhiteSpace(text))
                return (text, Origin(provider, setting.Option, setting.Variable, setting.Key));
            if (setting.FormerKey is { } former && provider.TryGet(former, out text) && !string.IsNullOrWhiteSpace(text))
                return (text, Origin(provider, setting.FormerOption!, setting.FormerVariable!, former));
        }

        return null;

        string Origin(IConfigurationProvider provider, string option, string variable, string key) => provider switch
        {
            MemoryConfigurationProvider => option,
            EnvironmentVariablesConfigurationProvider => variable,
            _ => $"{_file}: {key}",
        };
    }
}
