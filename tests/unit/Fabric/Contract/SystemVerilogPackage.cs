using System.Globalization;
using System.Text;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Contract;

/// <summary>The contract as a SystemVerilog package, in the subset that Yosys and Verilator both read.</summary>
internal static class SystemVerilogPackage
{
    private const int NameWidth = 26;

    public static string Write()
    {
        StringBuilder text = new();
        text.AppendLine("// The contract between fabric and software: registers, job block, result, network image.");
        text.AppendLine("// Written from fabric/Contract by ContractTests (see fabric/README.md); do not edit.");
        text.AppendLine("package mcc_contract_pkg;");
        text.AppendLine();
        text.AppendLine("    // Each module uses some of these.");
        text.AppendLine("    // verilator lint_off UNUSEDPARAM");

        Section("Registers: byte offsets in the window");
        Number("REG_WINDOW_BYTES", FabricRegisters.WindowBytes, "");
        foreach (ContractField register in FabricRegisters.OfFabric.Concat(FabricRegisters.OfSoftware))
            Hex($"REG_{register.Name}", 12, register.Offset, register.Meaning);
        Hex("REG_RESULT", 12, FabricRegisters.Result, "First byte of the result, laid out as RES_*");

        Section("Values of registers");
        Hex("IDENTITY_VALUE", 32, FabricRegisters.IdentityValue, "");
        Hex("CONTRACT_VERSION", 32, FabricRegisters.ContractVersion, "");
        Number("FEATURE_TRAINING_BIT", BitOf(FabricRegisters.FeatureTraining), "of FEATURES");
        Number("FEATURE_MEMORY_WEIGHTS_BIT", BitOf(FabricRegisters.FeatureMemoryWeights), "of FEATURES");
        Number("FEATURE_SEND_ON_CHANGE_BIT", BitOf(FabricRegisters.FeatureSendOnChange), "of FEATURES");
        Number("FEATURE_TWO_NETWORKS_BIT", BitOf(FabricRegisters.FeatureTwoNetworks), "of FEATURES");
        Number("FEATURE_PIECES_BIT", BitOf(FabricRegisters.FeaturePieces), "of FEATURES");
        Number("FEATURE_SELECTIVE_TRAINING_BIT", BitOf(FabricRegisters.FeatureSelectiveTraining), "of FEATURES");
        Number("STATUS_LOADED_BIT", BitOf(FabricRegisters.StatusLoaded), "of STATUS");
        Number("STATUS_MEMORY_WEIGHTS_BIT", BitOf(FabricRegisters.StatusMemoryWeights), "of STATUS");
        Number("STATUS_SECOND_FITS_BIT", BitOf(FabricRegisters.StatusSecondFits), "of STATUS");
        Number("STATUS_SECOND_LOADED_BIT", BitOf(FabricRegisters.StatusSecondLoaded), "of STATUS");
        Number("CONTROL_ENABLE_BIT", BitOf(FabricRegisters.ControlEnable), "of CONTROL");
        Number("CONTROL_SOFT_RESET_BIT", BitOf(FabricRegisters.ControlSoftReset), "of CONTROL");
        foreach (FabricState state in Enum.GetValues<FabricState>()) Hex($"STATE_{Upper(state)}", 4, (int)state, "");

        Section("Activation laws, as networks and LAWS number them");
        ActivationLaw[] laws = Enum.GetValues<ActivationLaw>();
        foreach (ActivationLaw law in laws) Hex($"LAW_{Upper(law)}", 4, (int)law, "");
        Number("LAW_COUNT", laws.Length, "");
        Hex("LAWS_ALL", laws.Length, (1L << laws.Length) - 1, "of LAWS: each of them");
        Hex(
            "LAWS_WITHOUT_TABLE", laws.Length,
            laws.Where(law => new IntegerLaw(law).GainTable is null).Sum(law => 1L << (int)law),
            "of LAWS: those that the logic computes without a table of g");

        Section("Job block: byte offsets of the request's fields");
        Number("JOB_BYTES", JobLayout.Bytes, "Size and alignment");
        Number("JOB_REQUEST_BYTES", JobLayout.RequestBytes, "");
        Number("JOB_RESULT", JobLayout.Result, "First byte of the result, laid out as RES_*");
        Number("JOB_ALIGNMENT", JobLayout.Alignment, "Of addresses, sizes and strides");
        Hex("JOB_MAGIC_VALUE", 32, JobLayout.MagicValue, "");
        Hex("JOB_VERSION_VALUE", 32, JobLayout.VersionValue, "");
        Number("JOB_RATE_SHIFT_MAX", JobLayout.MaximumRateShift, "");
        Number("JOB_THRESHOLD_MAX", JobLayout.MaximumThreshold, "");
        Fields("JOB", JobLayout.Fields);

        Section("Operations");
        foreach (FabricOperation operation in Enum.GetValues<FabricOperation>()) Hex($"OP_{Upper(operation)}", 4, (int)operation, "");

        Section("Result: byte offsets");
        Number("RES_BYTES", ResultLayout.Bytes, "");
        Fields("RES", ResultLayout.Fields);

        Section("Codes");
        foreach (FabricCode code in Enum.GetValues<FabricCode>()) Hex($"CODE_{Upper(code)}", 8, (int)code, code.Describe());

        Section("Network image: byte offsets in the header");
        Number("IMG_HEADER_BYTES", ImageLayout.HeaderBytes, "");
        Number("IMG_TABLE_BYTES", ImageLayout.TableBytes, "Size of a table of a function");
        Hex("IMG_MAGIC_VALUE", 32, ImageLayout.MagicValue, "");
        Hex("IMG_VERSION_VALUE", 16, ImageLayout.VersionValue, "");
        Number("IMG_FLAG_PROXIMAL_BIT", BitOf(ImageLayout.FlagProximal), "of FLAGS");
        Number("IMG_FLAG_UNIVERSAL_BIT", BitOf(ImageLayout.FlagUniversal), "of FLAGS");
        Number("IMG_FLAG_GAIN_TABLE_BIT", BitOf(ImageLayout.FlagGainTable), "of FLAGS");
        Hex("IMG_NO_DISTAL", 8, ImageLayout.NoDistal, "");
        Fields("IMG", ImageLayout.Header);

        Section("Network image: byte offsets in an entry of the table of matrices");
        Number("MAT_BYTES", ImageLayout.MatrixBytes, "");
        Fields("MAT", ImageLayout.Matrix);

        text.AppendLine();
        text.AppendLine("    // verilator lint_on UNUSEDPARAM");
        text.AppendLine();
        text.AppendLine("endpackage");
        return text.ToString();

        void Section(string title)
        {
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"    // {title}");
        }

        void Fields(string prefix, IEnumerable<ContractField> fields)
        {
            foreach (ContractField field in fields)
                Number($"{prefix}_{field.Name}", field.Offset, string.Create(CultureInfo.InvariantCulture, $"{8 * field.Bytes} bits: {field.Meaning}"));
        }

        void Number(string name, int value, string comment) =>
            Line("int         ", name, value.ToString(CultureInfo.InvariantCulture), comment);

        void Hex(string name, int bits, long value, string comment) => Line(
            $"logic [{bits - 1}:0]".PadRight(12), name,
            string.Create(CultureInfo.InvariantCulture, $"{bits}'h{value.ToString($"X{(bits + 3) / 4}", CultureInfo.InvariantCulture)}"),
            comment);

        void Line(string type, string name, string value, string comment)
        {
            string line = $"    localparam {type} {name.PadRight(NameWidth)} = {value};";
            text.AppendLine(comment.Length == 0 ? line : $"{line}  // {comment}");
        }
    }

    /// <summary>"ReadWeights" as READ_WEIGHTS.</summary>
    public static string Upper<T>(T name)
        where T : struct, Enum =>
        string.Concat(name.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : char.ToUpperInvariant(c).ToString()));

    private static int BitOf(long mask) => System.Numerics.BitOperations.TrailingZeroCount(mask);
}
