using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers.Native;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Sensors.Hearing;
using OnBoard.Tests.Unit.Shipping;

namespace OnBoard.Tests.Unit.House;

/// <summary>The page of threads (device/docs/threads.md) against the code: names, rings with their capacities, limits of time.</summary>
public sealed partial class ThreadsPageTests
{
    private const BindingFlags Members =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Type[] Types =
    [
        .. new[] { typeof(LivePipeline), typeof(FabricTiming), typeof(ThreadNiceness), typeof(AudioFormat) }
            .SelectMany(type => type.Assembly.GetTypes()),
    ];

    private static readonly string Page = File.ReadAllText(Repository.PathOf("device", "docs", "threads.md"));

    [Fact]
    public void All_threads_of_the_service_are_named_and_on_the_page()
    {
        List<string> names = [];
        foreach (string folder in (string[])["drivers", "sensors", "fabric", "device/Enhancement", "device/Service", "device/Interfaces"])
        {
            foreach (string file in Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            {
                string text = File.ReadAllText(file);
                foreach (Match thread in NewThread().Matches(text))
                {
                    Match name = ThreadName().Match(thread.Value);
                    Assert.True(name.Success, $"{file}: a thread without a name: {thread.Value}");
                    if (name.Groups[1].Value != "onboard {name}") names.Add(name.Groups[1].Value);
                    else names.AddRange(LoopName().Matches(text).Select(loop => $"onboard {loop.Groups[1].Value}"));
                }
            }
        }

        string[] onPage =
        [
            .. Rows("Threads").SelectMany(cells => Quoted().Matches(cells[0])).Select(name => name.Groups[1].Value).Order(StringComparer.Ordinal),
        ];
        Assert.Contains("onboard hop", names);
        Assert.Equal(names.Order(StringComparer.Ordinal), onPage);
    }

    [Fact]
    public void All_rings_are_on_the_page_with_their_capacity()
    {
        Dictionary<string, string> rings = new() { ["tap"] = Constant(typeof(LiveTap), "Capacity") };
        foreach (FieldInfo field in typeof(LivePipeline).GetFields(Members).Where(field => field.IsLiteral))
        {
            Assert.EndsWith("Capacity", field.Name, StringComparison.Ordinal);
            rings.Add(field.Name[..^"Capacity".Length].ToLowerInvariant(), Constant(typeof(LivePipeline), field.Name));
        }

        Assert.Equal(
            rings.OrderBy(ring => ring.Key, StringComparer.Ordinal),
            Rows("Rings").Select(cells => KeyValuePair.Create(cells[0].Trim('`'), cells[1])).OrderBy(ring => ring.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Limits_on_the_page_are_those_of_the_code()
    {
        string[][] rows = [.. Rows("Limits")];
        Assert.True(rows.Length > 20);
        foreach (string[] cells in rows)
        {
            string[] places = [.. Quoted().Matches(cells[2]).Select(place => place.Groups[1].Value)];
            Assert.NotEmpty(places);
            foreach (string place in places)
            {
                TimeSpan there = place.Split(' ') is [var unit, var key] ? OfUnit(unit, key) : OfCode(place.Split('.'));
                Assert.True(there == Parse(cells[1]), $"{place} is {there.TotalMilliseconds} ms, and {cells[1]} on the page");
            }
        }
    }

    private static IEnumerable<string[]> Rows(string section)
    {
        string text = Page[Page.IndexOf($"## {section}\n", StringComparison.Ordinal)..];
        return text.Split('\n').Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1)
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());
    }

    private static string Constant(Type type, string name) =>
        Convert.ToString(type.GetField(name, Members)!.GetRawConstantValue(), CultureInfo.InvariantCulture)!;

    private static TimeSpan Parse(string text) => text.Split(' ') switch
    {
        [var number, "ms"] => TimeSpan.FromMicroseconds(1000 * double.Parse(number, CultureInfo.InvariantCulture)),
        [var number, "s"] => TimeSpan.FromSeconds(double.Parse(number, CultureInfo.InvariantCulture)),
        _ => throw new FormatException(text),
    };

    private static TimeSpan OfUnit(string unit, string key)
    {
        string text = File.ReadAllText(Repository.PathOf("petalinux", "board", unit));
        Match match = Regex.Match(text, $@"^{key}=(\d+)$", RegexOptions.Multiline);
        return TimeSpan.FromSeconds(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    /// <summary>A constant or a static member, in ns or a time, and what it has: Type.Member.Member.</summary>
    private static TimeSpan OfCode(string[] path)
    {
        Type type = Types.Single(one => one.Name.Split('`')[0] == path[0]);
        if (type.IsGenericTypeDefinition) type = type.MakeGenericType(typeof(IDisposable));
        object? value = null;
        foreach (string name in path[1..])
        {
            Type owner = value?.GetType() ?? type;
            value = owner.GetProperty(name, Members)?.GetValue(value) ?? owner.GetField(name, Members)?.GetValue(value);
            Assert.True(value is not null, $"there is no {string.Join('.', path)}");
        }

        return value is TimeSpan time ? time : TimeSpan.FromMicroseconds((long)value! / 1000.0);
    }

    // From where a thread is made to the end of the statement.
    [GeneratedRegex(@"(new Thread\(|Thread \w+ = new\()[^;]*;")]
    private static partial Regex NewThread();

    [GeneratedRegex(@"\bName = \$?""([^""]+)""")]
    private static partial Regex ThreadName();

    [GeneratedRegex(@"\(""(\w+)"", (?:_\w+Loop|_recording|new \w+Loop\()")]
    private static partial Regex LoopName();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
