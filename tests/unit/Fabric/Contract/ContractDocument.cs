using System.Globalization;
using System.Text;
using OnBoard.Fabric.Contract;

namespace OnBoard.Tests.Unit.Fabric.Contract;

/// <summary>The contract's tables for <c>fabric/README.md</c>.</summary>
internal static class ContractDocument
{
    public const string Begin = "<!-- tables of the contract: begin (written from fabric/Contract by ContractTests) -->";
    public const string End = "<!-- tables of the contract: end -->";

    public static string Write()
    {
        StringBuilder text = new();
        text.AppendLine(Begin);
        Registers("Registers that the fabric writes", FabricRegisters.OfFabric);
        text.AppendLine(CultureInfo.InvariantCulture, $"| 0x{FabricRegisters.Result:X3} | RESULT | The result of the last job, {ResultLayout.Bytes} bytes, laid out as below |");
        Registers("Registers that software writes", FabricRegisters.OfSoftware);
        Codes<FabricState>("States", 1, state => state switch
        {
            FabricState.Reset => "Held in soft reset, or not enabled",
            FabricState.Idle => "Waits for a job",
            FabricState.Busy => "Runs a job",
            _ => "A job failed half-way: nothing starts before a soft reset, and the network is lost",
        });
        Fields("Request of a job", JobLayout.Fields);
        Codes<FabricOperation>("Operations", 1, operation => operation switch
        {
            FabricOperation.Load => "Takes over the network image; clears states and step numbers; the second network is empty then",
            FabricOperation.Forward => "Runs frames; writes the gains of each, and the state after the last where STATE_BYTES is not zero",
            FabricOperation.Train => "Runs frames and learns from each; otherwise as forward",
            FabricOperation.ReadWeights => "Writes rows of weights on the chip back into an image of the same network; nothing to do where they stay in memory",
            FabricOperation.ClearState => "Begins a new utterance: the state becomes zero, the step number stays",
            FabricOperation.ReadState => "Writes the state",
            FabricOperation.WriteState => "Takes over a state",
            FabricOperation.SelfTest => "Tests the memories of the fabric; afterwards no network is loaded",
            FabricOperation.WriteWeights => "Takes rows of weights from an image of the same network; the second network may be used once a piece ended with the last row",
            _ => "",
        });
        Fields("Result of a job", ResultLayout.Fields);
        Codes<FabricCode>("Codes", 2, code => $"{char.ToUpperInvariant(code.Describe()[0])}{code.Describe()[1..]}");
        Fields("Network image: header", ImageLayout.Header);
        Fields("Network image: entry of the table of matrices", ImageLayout.Matrix);
        text.AppendLine();
        text.AppendLine(End);
        return text.ToString();

        void Registers(string title, IEnumerable<ContractField> registers) => Table(
            title, "| offset | register | meaning |", "|---|---|---|",
            registers.Select(register => $"| 0x{register.Offset:X3} | {register.Name} | {register.Meaning} |"));

        void Fields(string title, IEnumerable<ContractField> fields) => Table(
            title, "| offset | bytes | field | meaning |", "|---|---|---|---|",
            fields.Select(field => $"| 0x{field.Offset:X2} | {field.Bytes} | {field.Name} | {field.Meaning} |"));

        void Codes<T>(string title, int digits, Func<T, string> meaning)
            where T : struct, Enum => Table(
            title, "| value | name | meaning |", "|---|---|---|",
            Enum.GetValues<T>().Select(value =>
                $"| 0x{Convert.ToInt32(value, CultureInfo.InvariantCulture).ToString($"X{digits}", CultureInfo.InvariantCulture)} | " +
                $"{SystemVerilogPackage.Upper(value)} | {meaning(value)} |"));

        void Table(string title, string head, string rule, IEnumerable<string> rows)
        {
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"### {title}");
            text.AppendLine();
            text.AppendLine(head);
            text.AppendLine(rule);
            foreach (string row in rows) text.AppendLine(row);
        }
    }
}
