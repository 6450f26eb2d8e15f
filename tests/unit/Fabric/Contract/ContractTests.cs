using System.Runtime.CompilerServices;
using OnBoard.Fabric.Contract;

namespace OnBoard.Tests.Unit.Fabric.Contract;

/// <summary>
/// The contract has one source, <c>fabric/Contract</c>; the SystemVerilog package and the document are written from it. After
/// a change, run these tests with ONBOARD_WRITE_CONTRACT=1 to write both anew.
/// </summary>
public class ContractTests
{
    private static readonly bool Rewrite = Environment.GetEnvironmentVariable("ONBOARD_WRITE_CONTRACT") == "1";

    private static string FabricFolder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "..", "fabric"));

    [Fact]
    public void The_SystemVerilog_package_is_that_of_the_contract()
    {
        string path = Path.Combine(FabricFolder(), "rtl", "mcc_contract_pkg.sv");
        string expected = SystemVerilogPackage.Write();
        if (Rewrite) File.WriteAllText(path, expected);
        Assert.Equal(expected, File.ReadAllText(path));
    }

    [Fact]
    public void The_document_is_that_of_the_contract()
    {
        string path = Path.Combine(FabricFolder(), "README.md");
        string document = File.ReadAllText(path);
        int begin = document.IndexOf(ContractDocument.Begin, StringComparison.Ordinal);
        int end = document.IndexOf(ContractDocument.End, StringComparison.Ordinal);
        Assert.True(begin >= 0 && end > begin, $"{path} has lost the marks around its tables");
        string expected = $"{document[..begin]}{ContractDocument.Write()}{document[(end + ContractDocument.End.Length + 1)..]}";
        if (Rewrite) File.WriteAllText(path, expected);
        Assert.Equal(expected, document);
    }

    [Fact]
    public void Fields_neither_overlap_nor_leave_their_block()
    {
        Check(FabricRegisters.OfFabric.Concat(FabricRegisters.OfSoftware), FabricRegisters.Result);
        Check(JobLayout.Fields, JobLayout.RequestBytes);
        Check(ResultLayout.Fields, ResultLayout.Bytes);
        Check(ImageLayout.Header, ImageLayout.HeaderBytes);
        Check(ImageLayout.Matrix, ImageLayout.MatrixBytes);
        Assert.True(JobLayout.Result + ResultLayout.Bytes <= JobLayout.Bytes);

        static void Check(IEnumerable<ContractField> fields, int length)
        {
            int free = 0;
            foreach (ContractField field in fields.OrderBy(field => field.Offset))
            {
                Assert.True(field.Offset >= free, $"{field.Name} overlaps the field before it");
                Assert.True(field.Offset % Math.Min(field.Bytes, 8) == 0, $"{field.Name} is not aligned");
                free = field.Offset + field.Bytes;
            }

            Assert.True(free <= length, "the last field ends behind its block");
        }
    }

    [Fact]
    public void Every_code_is_described()
    {
        foreach (FabricCode code in Enum.GetValues<FabricCode>())
        {
            Assert.DoesNotContain("unknown", code.Describe(), StringComparison.Ordinal);
            Assert.False(code.IsRefusal() && code.IsFailure());
        }
    }
}
