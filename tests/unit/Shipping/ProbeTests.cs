using System.Text;
using System.Text.RegularExpressions;

namespace OnBoard.Tests.Unit.Shipping;

/// <summary>
/// Odd answers of boards to deploy.sh's questions: each is refused as what it is or taken, by a grammar that is written here a
/// second time, and none leads to a step that changes something.
/// </summary>
public sealed partial class ProbeTests : IDisposable
{
    private const int OddAnswers = 10_000;
    private static readonly string[] Ways = ["status", "deploy", "dry run", "dry run"];

    private static readonly string Usual = string.Join('\n',
        "onboard-probe begins", "machine=aarch64", "root=yes", "sudo=", "systemd=yes", "missing=", "libc=2.36", "opt=yes",
        "free=8000000", "readonly=", "version=4e1c44d-6a2df9c1", "onboard-probe ends", "");

    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-probe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, int, string> Cases => new()
    {
        { Usual, 0, "runs 4e1c44d-6a2df9c1" },
        { "Welcome to PetaLinux\nfree=no\n" + Usual + "bye\n", 0, "7812 MiB free" },
        { Usual.Replace("version=4e1c44d-6a2df9c1", "version="), 0, "runs nothing" },
        { Usual.Replace("opt=yes", "opt=no"), 0, "would make /opt" },
        { Usual.Replace("2.36", "unknown"), 0, "C library unknown" },
        { "", 3, "breaks off" },
        { Usual.Replace("onboard-probe ends\n", ""), 3, "breaks off" },
        { Usual.Replace("free=8000000", "free="), 3, "an answer that is none: free=" },
        { Usual.Replace("free=8000000", "free=a[$(touch /tmp/x)]"), 3, "an answer that is none: free=a" },
        { Usual.Replace("free=8000000", "free=08"), 3, "an answer that is none: free=08" },
        { Usual.Replace("free=8000000\n", ""), 3, "nothing for free" },
        { Usual.Replace("root=yes", "root=yes\nroot=yes"), 3, "a second time" },
        { Usual.Replace("root=yes", "root=yes\r"), 3, "an answer that is none: $'root=yes\\r'" },
        { Usual.Replace("root=yes", "root=no"), 3, "may not act as root" },
        { Usual.Replace("systemd=yes", "systemd=no"), 3, "has no systemd" },
        { Usual.Replace("missing=", "missing=flock,udevadm"), 3, "has no flock, no udevadm" },
        { Usual.Replace("readonly=", "readonly=/opt,/etc"), 3, "cannot be written to at /opt, /etc" },
        { Usual.Replace("aarch64", "armv7l"), 3, "is armv7l, not aarch64" },
        { Usual.Replace("2.36", "2.33"), 3, "glibc 2.34 or later" },
        { Usual.Replace("2.36", "2.08"), 3, "glibc 2.34 or later" },
        { Usual.Replace("2.36", "musl"), 3, "glibc 2.34 or later" },
        { Usual.Replace("2.36", "0.9.33"), 3, "glibc 2.34 or later" },
        { Usual.Replace("6a2df9c1", "6a2df9c1; reboot"), 3, "an answer that is none: version=" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_answer_is_taken_or_called_what_it_is(string answer, int exitCode, string said)
    {
        using FolderBoard board = new();
        string file = Path.Combine(_folder, "answer");
        File.WriteAllText(file, answer);
        board.Settings["BOARD_ANSWERS"] = file;
        Tool ended = board.Deploy("--dry-run");
        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Contains(said, ended.Text, StringComparison.Ordinal);
        Assert.Equal(1, board.Connections);
    }

    /// <summary>
    /// All in one shell that has deploy.sh's functions, with ssh a function too: the first command gets the odd answer, and each
    /// later one is told. A dry run takes what the grammar takes and sends nothing more; a deployment never gets as far with an
    /// answer that it should refuse.
    /// </summary>
    [Fact]
    public void Ten_thousand_odd_answers_end_in_a_plan_or_a_refusal_and_change_nothing()
    {
        Random random = new(1);
        string[] answers = [.. Enumerable.Range(0, OddAnswers).Select(_ => Damaged(random))];
        for (int i = 0; i < answers.Length; i++) File.WriteAllBytes(Path.Combine(_folder, $"{i}"), Latin(answers[i]));
        string driver = Path.Combine(_folder, "driver");
        File.WriteAllText(driver, """
            cd "$1" && source "$2" || exit 1
            set +e
            here=$1/nowhere
            ways=(--status --untrimmed --dry-run --dry-run)
            mktemp() { echo scratch; }
            rm() { :; }
            for ((i = 0; i < $3; i++)); do
                ssh() {
                    echo command >&3
                    if [[ $* == *onboard-probe* ]]; then printf "%s\n" "$(<"$i")"; fi
                }
                (set -e; main "${ways[i % 4]}" root@board) > said 2>&1 3> sent
                status=$?
                mapfile -t commands < sent
                read -r -d '' text < said
                printf '%s %s %s %s\n' "$i" "$status" "${#commands[@]}" "${text//$'\n'/ }"
            done
            """);
        Tool fuzz = Tool.Run("bash", [driver, _folder, Repository.PathOf("deploy.sh"), $"{OddAnswers}"]);
        string[] ends = [.. fuzz.Text.Split('\n').Where(line => line.Length > 0)];
        Assert.True(ends.Length == OddAnswers, $"{ends.Length} ends: {(ends.Length == 0 ? "" : ends[^1])}");
        int taken = 0;
        for (int i = 0; i < OddAnswers; i++)
        {
            string[] words = ends[i].Split(' ', 4);
            (int exit, int commands) = Expected(answers[i], Ways[i % 4]);
            Assert.True(
                (words[0], words[1], words[2]) == ($"{i}", $"{exit}", $"{commands}"), $"{ends[i]}, and not {exit} after {commands}: {answers[i]}");
            if (exit == 0) taken++;
            else Assert.Contains("  -> ", words[3], StringComparison.Ordinal);
        }

        Assert.InRange(taken, OddAnswers / 100, OddAnswers / 2);
    }

    /// <summary>What deploy.sh must do: its exit code, and how many commands it sends, the questions among them.</summary>
    private static (int Exit, int Commands) Expected(string answer, string way)
    {
        // The shell's variables hold no zero bytes, and its command substitution takes line ends off the end.
        string[] lines = answer.Replace("\0", "", StringComparison.Ordinal).TrimEnd('\n').Split('\n');
        int begin = Array.IndexOf(lines, "onboard-probe begins");
        int end = begin < 0 ? -1 : Array.IndexOf(lines, "onboard-probe ends", begin);
        if (end < 0) return (3, 1);
        Dictionary<string, string> given = [];
        foreach (string line in lines[(begin + 1)..end])
        {
            Match match = Answer().Match(line);
            if (!match.Success || !given.TryAdd(match.Groups["name"].Value, match.Groups["value"].Value)) return (3, 1);
        }

        if (given.Count != 10 || given["systemd"] != "yes" || given["root"] != "yes") return (3, 1);
        if (way == "status") return given["version"] == "" ? (1, 1) : (0, 2);
        string[] numbers = given["libc"].Split('.');
        bool fits = given["libc"] == "unknown" || (numbers[0] == "2" && int.Parse(numbers[1]) >= 34);
        bool serves = given["missing"] == "" && given["readonly"] == "" && given["machine"] == "aarch64" && fits;

        // A deployment that may begin ends at once: there is no publish.sh to build with.
        return (!serves ? 3 : way == "deploy" ? 1 : 0, 1);
    }

    private static string Damaged(Random random)
    {
        List<string> lines = [.. Usual.Split('\n')];
        for (int damages = random.Next(4); damages >= 0; damages--)
        {
            int at = random.Next(lines.Count), letter = random.Next(lines[at].Length + 1);
            string line = lines[at];
            switch (random.Next(10))
            {
                case 0: lines.RemoveAt(at); break;
                case 1: lines.Insert(random.Next(lines.Count), line); break;
                case 2: lines[at] = line[..letter]; break;
                case 3: lines[at] = line.Insert(letter, $"{(char)random.Next(256)}"); break;
                case 4: lines[at] = line.Split('=')[0] + "=" + Oddities[random.Next(Oddities.Length)]; break;
                case 5: (lines[at], lines[0]) = (lines[0], line); break;
                case 6: lines = lines[..at]; break;
                case 7: lines.Insert(at, Oddities[random.Next(Oddities.Length)]); break;
                case 8: lines[at] = line.Replace('=', ' '); break;
                default: lines[at] = line.Insert(letter, Oddities[random.Next(Oddities.Length)]); break;
            }

            if (lines.Count == 0) lines.Add("");
        }

        return string.Join('\n', lines);
    }

    private static readonly string[] Oddities =
    [
        "", " ", "0", "-1", "08", "1e9", "99999999999999999999", "yes", "no", "YES", "unknown", "musl", "2.34", "2.33", "2.099", "3.0",
        "$(touch changed)", "`touch changed`", "a[$(touch changed)]", "; touch changed", "x=1", "*", "~", "..", "-rf", "/", "/opt",
        "/opt,/etc", "flock", "sudo: a password is required", "Filesystem 1024-blocks Used Available", "%", "\\", "'", "\"", "\r",
        "\u001b[31m", "ÿþ", new('9', 300), new('A', 5000), "aarch64", "armv7l", "onboard-probe ends", "onboard-probe begins",
    ];

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    [GeneratedRegex(
        """
        ^(?:(?<name>machine)=(?<value>[A-Za-z0-9_.-]{1,32})|(?<name>root|systemd|opt)=(?<value>yes|no)|(?<name>sudo)=(?<value>yes|)
        |(?<name>missing)=(?<value>|[a-z0-9-]{1,32}(?:,[a-z0-9-]{1,32})*)|(?<name>free)=(?<value>0|[1-9][0-9]{0,14})
        |(?<name>libc)=(?<value>musl|unknown|[0-9]{1,3}(?:\.[0-9]{1,4}){1,3})
        |(?<name>version)=(?<value>|[A-Za-z0-9][A-Za-z0-9._-]{0,127})
        |(?<name>readonly)=(?<value>|/[A-Za-z0-9_./-]*(?:,/[A-Za-z0-9_./-]*)*))\z
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Answer();
}
