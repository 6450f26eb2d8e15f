using System.Globalization;
using System.Text.RegularExpressions;
using OnBoard.Tests.Unit.Shipping;

namespace OnBoard.Tests.Unit.House;

/// <summary>
/// The walls of the house: which project and which room of <c>device/</c> may use which, read from the sources (namespaces
/// against usings and names with a namespace), so that a cycle does not grow back.
/// </summary>
public sealed partial class LayeringTests(ITestOutputHelper output)
{
    // What each may use beside itself. Device has the rights of its rooms together.
    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["Drivers"] = [],
        ["Sensors"] = ["Drivers"],
        ["Fabric"] = ["Drivers"],
        ["Device"] = ["Drivers", "Sensors", "Fabric"],
    };

    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["Enhancement"] = [],
        ["Service"] = ["Enhancement"],
        ["Interfaces"] = ["Enhancement", "Service"],
        ["Experiments"] = ["Enhancement"],
        ["Commands"] = ["Enhancement", "Service", "Interfaces", "Experiments"],
    };

    [Fact]
    public void Every_file_is_in_the_namespace_of_its_folder()
    {
        foreach (SourceFile file in All())
        {
            // What all drivers share is in their outer namespace, wherever its file is.
            bool isShared = file.Namespace == "OnBoard.Drivers" && file.Path.StartsWith("drivers/", StringComparison.Ordinal);
            bool fits = isShared || file.Namespace == file.Expected;
            Assert.True(fits, $"{file.Path} is in {file.Namespace}");
        }
    }

    [Fact]
    public void Projects_use_what_is_below_them()
    {
        AssertAllowed(Edges(All(), name => name.Length > 1 ? name[1] : null), Projects);
    }

    [Fact]
    public void Project_files_refer_to_what_is_below_them()
    {
        foreach ((string project, string[] allowed) in Projects)
        {
            string text = File.ReadAllText(
                Repository.PathOf(project.ToLowerInvariant(), $"OnBoard.{project}.csproj"));
            Assert.All(
                ProjectReference().Matches(text),
                reference => Assert.Contains(reference.Groups[1].Value, allowed));
        }
    }

    [Fact]
    public void Nothing_below_device_knows_of_the_web_of_logging_or_of_the_command_line()
    {
        foreach (SourceFile file in All().Where(file => file.Name[1] != "Device"))
        {
            Assert.DoesNotMatch(@"\b(Microsoft\.AspNetCore|Microsoft\.Extensions|System\.CommandLine|Spectre)\b", file.Text);
        }
    }

    [Fact]
    public void Device_has_these_rooms_and_each_uses_what_it_may()
    {
        SourceFile[] files = [.. Of("Device").Where(file => file.Name.Length > 2)];
        Assert.Equal(Rooms.Keys.Order(), files.Select(file => file.Name[2]).Distinct().Order());
        AssertAllowed(Edges(files, name => name is ["OnBoard", "Device", var room, ..] ? room : null), Rooms);
    }

    [Theory]
    [InlineData("Drivers")]
    [InlineData("Sensors")]
    [InlineData("Fabric")]
    [InlineData("Device")]
    public void Folders_of_a_project_form_no_cycle(string project)
    {
        // A folder around others is one of them: what they share lies there, or in one that uses none of them.
        SourceFile[] files = Of(project);
        AssertNoCycle(Edges(files, name => name.Length > 1 && name[1] == project ? string.Join('.', name[1..]) : null));
        Assert.True(files.Select(file => file.Expected).Distinct().Count() > 5);
    }

    [Fact]
    public void The_page_of_rooms_is_true_within_a_tenth()
    {
        SourceFile[] files = [.. Of("Device").Where(file => file.Name.Length > 2)];
        Dictionary<(string From, string To), List<string>> edges = Edges(files, name => name is ["OnBoard", "Device", var room, ..] ? room : null);
        Match[] rows = [.. RoomRow().Matches(File.ReadAllText(Repository.PathOf("device", "README.md"))).Where(row => Rooms.ContainsKey(row.Groups[1].Value))];
        Assert.Equal(Rooms.Keys.Order(), rows.Select(row => row.Groups[1].Value).Order());
        foreach (Match row in rows)
        {
            string room = row.Groups[1].Value;
            SourceFile[] inRoom = [.. files.Where(file => file.Name[2] == room)];
            int lines = inRoom.Sum(file => file.Text.Count(letter => letter == '\n'));
            output.WriteLine($"{room}: {inRoom.Length} files, {lines} lines");
            Assert.InRange(int.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture), (int)(0.9 * inRoom.Length), (int)Math.Ceiling(1.1 * inRoom.Length));
            Assert.InRange(int.Parse(row.Groups[3].Value, CultureInfo.InvariantCulture), (int)(0.9 * lines), (int)Math.Ceiling(1.1 * lines));
            Assert.Equal(
                edges.Keys.Where(edge => edge.From == room).Select(edge => edge.To).Order(),
                UsedRoom().Matches(row.Groups[4].Value).Select(used => used.Groups[1].Value).Order());
        }
    }

    [Fact]
    public void No_room_has_more_than_five_kinds_of_thing()
    {
        foreach (var room in Of("Device").Where(file => file.Name.Length > 3).GroupBy(file => file.Name[2]))
        {
            string[] kinds = [.. room.Select(file => file.Name[3]).Distinct()];
            Assert.True(kinds.Length <= 5, $"{room.Key}: {string.Join(", ", kinds)}");
        }
    }

    [Fact]
    public void An_edge_that_is_not_allowed_is_found()
    {
        SourceFile[] files =
        [
            new("a.cs", "OnBoard.Device.Enhancement", "using OnBoard.Device.Service.Pipeline;\nnamespace OnBoard.Device.Enhancement;\n"),
            new("b.cs", "OnBoard.Device.Service.Pipeline", "namespace OnBoard.Device.Service.Pipeline;\nclass B { Commands.RunCommand? command; }\n"),
            new("c.cs", "OnBoard.Device.Commands", "namespace OnBoard.Device.Commands;\nclass RunCommand { OnBoard.Device.Service.Pipeline.B? b; }\n"),
            new("d.cs", "OnBoard.Device.Commands.Checks", "namespace OnBoard.Device.Commands.Checks;\nclass D { RunCommand? command; }\n"),
        ];
        Dictionary<(string From, string To), List<string>> edges =
            Edges(files, name => name is ["OnBoard", "Device", var room, ..] ? room : null);
        Assert.Equal(
            [("Commands", "Service"), ("Enhancement", "Service"), ("Service", "Commands")], edges.Keys.Order());
        Assert.Equal(
            [("Commands", "Service.Pipeline"), ("Commands.Checks", "Commands"), ("Enhancement", "Service.Pipeline"), ("Service.Pipeline", "Commands")],
            Edges(files, name => string.Join('.', name[2..])).Keys.Order());
        Assert.ThrowsAny<Exception>(() => AssertAllowed(edges, Rooms));
        Assert.ThrowsAny<Exception>(() => AssertNoCycle(edges));
    }

    private void AssertAllowed(
        Dictionary<(string From, string To), List<string>> edges, Dictionary<string, string[]> allowed)
    {
        foreach (((string from, string to), List<string> files) in edges.OrderBy(edge => edge.Key))
        {
            output.WriteLine($"{from} -> {to}: {files.Count} files");
            Assert.True(
                allowed.TryGetValue(from, out string[]? uses) && uses.Contains(to),
                $"{from} may not use {to}: {string.Join(", ", files)}");
        }
    }

    /// <summary>Takes away what uses nothing that is left and what nothing that is left uses, again and again.</summary>
    private static void AssertNoCycle(Dictionary<(string From, string To), List<string>> edges)
    {
        HashSet<(string From, string To)> left = [.. edges.Keys];
        while (left.RemoveWhere(edge => !left.Any(other => other.From == edge.To) || !left.Any(other => other.To == edge.From)) > 0)
        {
        }

        Assert.True(
            left.Count == 0,
            string.Join("; ", left.Order().Select(edge => $"{edge.From} -> {edge.To} ({string.Join(", ", edges[edge])})")));
    }

    private static Dictionary<(string From, string To), List<string>> Edges(
        IReadOnlyCollection<SourceFile> files, Func<string[], string?> groupOf)
    {
        ILookup<string, string> types = files.SelectMany(file => file.Types, (file, type) => (file.Namespace, type))
            .ToLookup(pair => pair.Namespace, pair => pair.type);
        Dictionary<(string From, string To), List<string>> edges = [];
        foreach (SourceFile file in files)
        {
            if (groupOf(file.Name) is not { } from) continue;
            foreach (string to in file.Uses(types).Select(used => groupOf(used.Split('.'))).OfType<string>().Distinct())
            {
                if (to == from) continue;
                if (!edges.TryGetValue((from, to), out List<string>? users)) edges[(from, to)] = users = [];
                users.Add(file.Path);
            }
        }

        return edges;
    }

    private static SourceFile[] All() => [.. Projects.Keys.SelectMany(Of)];

    private static SourceFile[] Of(string project)
    {
        string root = Repository.PathOf(project.ToLowerInvariant());
        return
        [
            .. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                .Select(path => (Path: path, Parts: Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar)))
                .Where(file => file.Parts[0] is not ("bin" or "obj") && file.Parts is not ["Program.cs"])
                .Select(file => new SourceFile(
                    Path.GetRelativePath(Repository.Root, file.Path),
                    string.Join('.', [$"OnBoard.{project}", .. file.Parts[..^1]]), File.ReadAllText(file.Path)))
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }

    [GeneratedRegex("""<ProjectReference Include="[^"]*OnBoard\.(\w+)\.csproj""")]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"^\| `(\w+)/` \| (\d+) \| (\d+) \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex RoomRow();

    [GeneratedRegex(@"([A-Z]\w+) \(")]
    private static partial Regex UsedRoom();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^(?:global )?using (?:static |\w+ = )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex UsingLine();

    [GeneratedRegex(
        @"^(?:(?:public|internal|file|sealed|static|abstract|readonly|ref|partial|unsafe) )*" +
        @"(?:class|struct|interface|enum|record(?: struct| class)?|delegate [\w<>\[\]?]+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(?:\.[A-Z]\w*)+")]
    private static partial Regex DottedName();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<!:)//[^\n]*")]
    private static partial Regex Comment();

    private sealed record SourceFile(string Path, string Expected, string Text)
    {
        public string Namespace { get; } = NamespaceLine().Match(Text) is { Success: true } match ? match.Groups[1].Value : "";

        public string[] Name => Namespace.Split('.');

        /// <summary>The types that it declares.</summary>
        public IEnumerable<string> Types => TypeLine().Matches(Text).Select(match => match.Groups[1].Value);

        /// <summary>
        /// The namespaces that it uses: by a using, by a name before a type, as a whole or from an outer namespace of its own
        /// on, or by a type of an outer namespace, which needs neither.
        /// </summary>
        public IEnumerable<string> Uses(ILookup<string, string> types)
        {
            string[] outer = [.. Enumerable.Range(1, Name.Length).Select(length => string.Join('.', Name[..length]) + "."), ""];
            IEnumerable<string> usings = UsingLine().Matches(Text).Select(match => match.Groups[1].Value).Where(types.Contains);
            string code = Comment().Replace(UsingLine().Replace(NamespaceLine().Replace(Text, ""), ""), "");
            IEnumerable<string> names = DottedName().Matches(code)
                .SelectMany(match => outer.Select(prefix => (prefix + match.Value).Split('.')))
                .SelectMany(parts => Enumerable.Range(1, parts.Length - 1)
                    .Where(length => types[string.Join('.', parts[..length])].Contains(parts[length]))
                    .Select(length => string.Join('.', parts[..length])));
            HashSet<string> words = [.. Word().Matches(code).Select(match => match.Value)];
            IEnumerable<string> outerTypes = outer[..^1].Select(prefix => prefix.TrimEnd('.')).Where(space => types[space].Any(words.Contains));
            return usings.Concat(names).Concat(outerTypes).Where(used => used != Namespace).Distinct();
        }
    }
}
