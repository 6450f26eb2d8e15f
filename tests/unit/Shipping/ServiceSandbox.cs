using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OnBoard.Tests.Unit.Shipping;

/// <summary>
/// The sandbox of a unit file without systemd, which is not process 1 where tests run: the same user without capabilities, limits,
/// mounts and filter of system calls, made from the file's own lines by setpriv, prlimit, bubblewrap and a seccomp program.
/// systemd's own table says what a group of calls holds (systemd-analyze syscall-filter). Not made: cgroups (DevicePolicy, sockets
/// that may be bound) and other processes' invisibility.
/// </summary>
internal sealed partial class ServiceSandbox
{
    private const uint Allow = 0x7fff0000, Refuse = 0x00050000, Kill = 0x80000000;
    private const uint ThisArchitecture = 0xc000003e; // AUDIT_ARCH_X86_64
    private const int NotSupported = 97, NoSuchCall = 38;
    private const int User = 61234;

    private readonly ILookup<string, string> _unit;

    /// <param name="text">A unit file.</param>
    public ServiceSandbox(string text) =>
        _unit = text.Split('\n').Where(line => !line.StartsWith('#') && line.Contains('=', StringComparison.Ordinal))
            .ToLookup(line => line.Split('=', 2)[0].Trim(), line => line.Split('=', 2)[1].Trim());

    /// <summary>Skips a test where the machine cannot make it.</summary>
    public static void SkipWhereImpossible()
    {
        if (!File.Exists(CallNumbers)) Assert.Skip("linux-libc-dev for x64 is not installed");
        Tool bubble = Tool.Run("bwrap", ["--unshare-user", "--dev-bind", "/", "/", "true"]);
        if (bubble.ExitCode != 0) Assert.Skip($"bwrap makes no namespaces here: {bubble.Text}");
    }

    /// <summary>Runs a program within it.</summary>
    /// <param name="program">A folder that becomes /opt/onboard/current.</param>
    /// <param name="state">A folder that becomes /var/lib/onboard, and where it starts.</param>
    /// <param name="sysfs">A folder that becomes /sys; null for this machine's.</param>
    /// <param name="run">A folder whose files become those of /run.</param>
    /// <param name="command">What runs.</param>
    public Tool Run(string program, string state, string? sysfs, string run, params string[] command)
    {
        string filter = Path.Combine(state, "..", $"filter-{Guid.NewGuid():N}");
        File.WriteAllBytes(filter, Filter());
        List<string> mounts =
        [
            "--unshare-user", "--uid", $"{User}", "--gid", $"{User}", "--ro-bind", "/", "/", "--dev-bind", "/dev", "/dev",
            "--tmpfs", "/tmp", "--tmpfs", "/opt", "--ro-bind", program, "/opt/onboard/current", "--remount-ro", "/opt",
            "--tmpfs", "/var/lib", "--bind", state, "/var/lib/onboard", "--remount-ro", "/var/lib", "--tmpfs", "/run",
        ];
        Assert.Equal("strict", _unit["ProtectSystem"].Single());
        foreach (string file in Directory.GetFileSystemEntries(run)) mounts.AddRange(["--bind", file, $"/run/{Path.GetFileName(file)}"]);
        mounts.AddRange(["--remount-ro", "/run", "--tmpfs", "/home", "--tmpfs", "/root"]);
        if (sysfs is not null)
        {
            mounts.AddRange(["--ro-bind", sysfs, "/sys"]);
            foreach (string path in _unit["ReadWritePaths"].Select(path => path.TrimStart('-')))
                if (path.StartsWith("/sys", StringComparison.Ordinal)) mounts.AddRange(["--bind", sysfs + path["/sys".Length..], path]);
        }

        // Limits cannot be raised where the tests run without CAP_SYS_RESOURCE: what is within then has the limit that is there.
        string nice = _unit["LimitNICE"].Select(limit => $"{20 - int.Parse(limit, CultureInfo.InvariantCulture)}").SingleOrDefault("0");
        string realTime = _unit["LimitRTPRIO"].SingleOrDefault("0");
        return Tool.Run(
            "sh",
            [
                "-c", """
                    prlimit --nice="$1:$1" --pid $$ 2> /dev/null
                    prlimit --rtprio="$5:$5" --pid $$ 2> /dev/null
                    renice -n "$4" -p $$ > /dev/null
                    filter=$2 user=$3
                    shift 5
                    exec setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs --inh-caps=-all \
                        --bounding-set=-all bwrap --seccomp 9 "$@" 9< "$filter"
                    """,
                "sh", nice, filter, $"{User}", _unit["Nice"].Single(), realTime, .. mounts, "--chdir", "/var/lib/onboard", "--setenv", "HOME", "/var/lib/onboard",
                "--setenv", "ONBOARD_RECORD", "none", "--", .. command,
            ]);
    }

    /// <summary>The system calls that the unit's lines let through, by name.</summary>
    public IReadOnlySet<string> Allowed()
    {
        HashSet<string> allowed = [.. Expand("@default")];
        bool isFirst = true;
        foreach (string line in _unit["SystemCallFilter"])
        {
            bool denies = line.StartsWith('~');
            Assert.False(isFirst && denies, "the first line must say what is allowed");
            isFirst = false;
            foreach (string word in line.TrimStart('~').Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (denies) allowed.ExceptWith(Expand(word));
                else allowed.UnionWith(Expand(word));
            }
        }

        return allowed;
    }

    /// <summary>The kernel's numbers of the calls of this architecture.</summary>
    private static string CallNumbers => "/usr/include/x86_64-linux-gnu/asm/unistd_64.h";

    private static IEnumerable<string> Expand(string word)
    {
        if (!word.StartsWith('@')) return [word];
        Tool table = Tool.Run("systemd-analyze", ["--no-pager", "syscall-filter", word]);
        Assert.SkipWhen(table.ExitCode != 0, "systemd-analyze knows no groups of system calls");
        return table.Text.Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line.Trim())
            .Where(name => !name.StartsWith('#')).SelectMany(Expand);
    }

    /// <summary>
    /// The program of classic BPF that the kernel runs before each call, as systemd would make it: architecture, arguments that
    /// other lines forbid, then the calls that are allowed one by one; all else is refused with the unit's errno.
    /// </summary>
    private byte[] Filter()
    {
        Dictionary<string, uint> numbers = CallLine().Matches(File.ReadAllText(CallNumbers))
            .ToDictionary(match => match.Groups[1].Value, match => uint.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        Assert.Equal("EPERM", _unit["SystemCallErrorNumber"].Single());
        const uint NotPermitted = Refuse | 1;
        const int Number = 0, Architecture = 4, Arguments = 16;
        List<(ushort Code, byte Yes, byte No, uint Value)> program = [];
        Load(Architecture);
        program.Add((0x15, 1, 0, ThisArchitecture));
        Return(Kill);
        Load(Number);
        if (_unit["MemoryDenyWriteExecute"].Single() == "yes")
        {
            WhenArgument("mmap", 2, 6, isAll: true, NotPermitted);
            WhenArgument("mprotect", 2, 4, isAll: true, NotPermitted);
            WhenArgument("pkey_mprotect", 2, 4, isAll: true, NotPermitted);
        }

        // Only whole sets of families are written in units here.
        uint[] families = [.. _unit["RestrictAddressFamilies"].Single().Split(' ').Select(name => name switch
        {
            "AF_UNIX" => 1u, "AF_INET" => 2u, "AF_INET6" => 10u, _ => throw new InvalidDataException(name),
        })];
        program.Add((0x15, 0, (byte)(3 + families.Length), numbers["socket"]));
        Load(Arguments);
        for (int i = 0; i < families.Length; i++) program.Add((0x15, (byte)(families.Length - i), 0, families[i]));
        Return(Refuse | NotSupported);
        Load(Number);
        if (_unit["RestrictNamespaces"].Single() == "yes")
        {
            WhenArgument("clone", 0, 0x7e020080, isAll: false, NotPermitted);
            program.Add((0x15, 0, 1, numbers["unshare"]));
            Return(NotPermitted);
            program.Add((0x15, 0, 1, numbers["clone3"]));
            Return(Refuse | NoSuchCall);
        }

        foreach (string name in Allowed())
        {
            if (!numbers.TryGetValue(name, out uint number)) continue;
            program.Add((0x15, 0, 1, number));
            Return(Allow);
        }

        // bubblewrap's own way into the program.
        program.Add((0x15, 0, 1, numbers["execve"]));
        Return(Allow);
        Return(NotPermitted);
        byte[] bytes = new byte[8 * program.Count];
        for (int i = 0; i < program.Count; i++)
        {
            Span<byte> line = bytes.AsSpan(8 * i, 8);
            BinaryPrimitives.WriteUInt16LittleEndian(line, program[i].Code);
            (line[2], line[3]) = (program[i].Yes, program[i].No);
            BinaryPrimitives.WriteUInt32LittleEndian(line[4..], program[i].Value);
        }

        return bytes;

        void Load(int offset) => program.Add((0x20, 0, 0, (uint)offset));

        void Return(uint action) => program.Add((0x06, 0, 0, action));

        // Refuses a call with all, or any, of these bits in an argument.
        void WhenArgument(string name, int argument, uint bits, bool isAll, uint action)
        {
            program.Add((0x15, 0, 5, numbers[name]));
            Load(Arguments + 8 * argument);
            program.Add((0x54, 0, 0, bits));
            if (isAll) program.Add((0x15, 0, 1, bits));
            else program.Add((0x15, 1, 0, 0));
            Return(action);
            Load(Number);
        }
    }

    [GeneratedRegex(@"^#define __NR_(\w+) (\d+)$", RegexOptions.Multiline)]
    private static partial Regex CallLine();
}
