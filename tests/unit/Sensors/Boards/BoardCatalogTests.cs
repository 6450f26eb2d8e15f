using System.Text;
using System.Text.Json;
using OnBoard.Drivers;
using OnBoard.Sensors.Boards;

namespace OnBoard.Tests.Unit.Sensors.Boards;

public class BoardCatalogTests
{
    public static TheoryData<string> Boards { get; } = [.. BoardCatalog.Names];

    [Fact]
    public void The_boards_are_those_that_were_promised() =>
        Assert.Equal(["kv260", "virtual", "zcu102", "zcu104", "zcu106", "zcu111"], BoardCatalog.Names);

    [Theory]
    [MemberData(nameof(Boards))]
    public void A_board_file_follows_the_schema(string name)
    {
        using JsonDocument schema = JsonDocument.Parse(Resource("board.schema.json"));
        using JsonDocument board = JsonDocument.Parse(Resource($"{name}.json"));
        Assert.Empty(JsonSchema.Faults(board.RootElement, schema.RootElement));
    }

    [Theory]
    [InlineData("\"chip\": \"ina226\"", "\"chip\": \"ina220\"")]
    [InlineData("\"address\": \"0x40\"", "\"address\": \"64\"")]
    [InlineData("\"domain\": \"PL\"", "\"domian\": \"PL\"")]
    public void The_schema_check_finds_faults(string right, string wrong)
    {
        using JsonDocument schema = JsonDocument.Parse(Resource("board.schema.json"));
        string text = Resource("zcu102.json");
        Assert.Contains(right, text, StringComparison.Ordinal);
        using JsonDocument board = JsonDocument.Parse(text.Replace(right, wrong, StringComparison.Ordinal));
        Assert.NotEmpty(JsonSchema.Faults(board.RootElement, schema.RootElement));
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void A_board_loads_under_its_own_name(string name) => Assert.Equal(name, BoardCatalog.Load(name).Name);

    [Theory]
    [InlineData("zcu102", 18)]
    [InlineData("zcu106", 18)]
    [InlineData("zcu104", 10)]
    [InlineData("zcu111", 14)]
    [InlineData("kv260", 1)]
    public void A_board_has_as_many_rails_as_monitors(string name, int count) =>
        Assert.Equal(count, BoardCatalog.Load(name).Rails.Count);

    [Fact]
    public void Vccint_of_the_zcu102_is_where_the_device_tree_says()
    {
        BoardDescription board = BoardCatalog.Load("zcu102");
        BoardRail rail = board.Rails.Single(rail => rail.Name == "VCCINT");
        Assert.Equal(("u79", 1, 0x40, 2000, PowerDomain.PL), (rail.Designator, rail.Channel, rail.Address, rail.ShuntMicroohms, rail.Domain));
        Assert.Equal(("ff020000", 0x75), (board.BusOf(rail).Controller, board.BusOf(rail).Multiplexer!.Address));
    }

    [Fact]
    public void Only_vccint_has_a_shunt_of_two_milliohms_on_the_zcu102() =>
        Assert.Equal(["VCCINT"], BoardCatalog.Load("zcu102").Rails.Where(rail => rail.ShuntMicroohms == 2000).Select(rail => rail.Name));

    [Theory]
    [InlineData("xlnx,zynqmp-zcu102-rev1.0\0xlnx,zynqmp-zcu102\0xlnx,zynqmp\0", "zcu102")]
    [InlineData("xlnx,zynqmp-zcu104-revC\0xlnx,zynqmp-zcu104\0xlnx,zynqmp\0", "zcu104")]
    [InlineData("xlnx,zynqmp-sk-kv260-rev2\0xlnx,zynqmp-sk-kv260\0xlnx,zynqmp\0", "kv260")]
    [InlineData("xlnx,zynqmp-zcu1285-revA\0xlnx,zynqmp-zcu1285\0xlnx,zynqmp\0", null)]
    [InlineData("raspberrypi,4-model-b\0brcm,bcm2711\0", null)]
    public void The_device_tree_identifies_the_board(string compatible, string? name)
    {
        string root = Directory.CreateTempSubdirectory().FullName;
        string folder = Path.Combine(root, "proc", "device-tree");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "compatible"), Encoding.ASCII.GetBytes(compatible));
        File.WriteAllText(Path.Combine(folder, "model"), "ZynqMP ZCU102 Rev1.0\0");
        Assert.Equal(name, BoardCatalog.Identify(root)?.Name);
        Assert.Equal("ZynqMP ZCU102 Rev1.0", BoardCatalog.ReadModel(root));
    }

    [Fact]
    public void A_machine_without_a_device_tree_is_no_board()
    {
        string root = Directory.CreateTempSubdirectory().FullName;
        Assert.Null(BoardCatalog.Identify(root));
        Assert.Null(BoardCatalog.ReadModel(root));
    }

    [Fact]
    public void An_unknown_name_lists_the_known_ones()
    {
        BadInputException error = Assert.Throws<BadInputException>(() => BoardCatalog.Load("zcu999"));
        Assert.Contains("zcu102", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "not a board file")]
    [InlineData("null", "empty")]
    [InlineData("{\"name\":\"x\"}", "not a board file")]
    public void A_damaged_file_is_refused(string text, string cause) => Refused(text, cause);

    [Theory]
    [InlineData("\"address\": \"0x41\", \"chip\": \"ina226\", \"shuntMicroohms\": 5000, \"domain\": \"PL\"", "\"address\": \"0x40\", \"chip\": \"ina226\", \"shuntMicroohms\": 5000, \"domain\": \"PL\"", "where another one is")]
    [InlineData("\"name\": \"VCCBRAM\"", "\"name\": \"VCCINT\"", "two rails are called VCCINT")]
    [InlineData(", \"shuntMicroohms\": 2000", "", "needs shuntMicroohms")]
    [InlineData("\"volts\"", "\"vlots\"", "not a board file")]
    public void A_contradictory_file_is_refused(string right, string wrong, string cause)
    {
        string text = Resource("virtual.json");
        Assert.Contains(right, text, StringComparison.Ordinal);
        Refused(text.Replace(right, wrong, StringComparison.Ordinal), cause);
    }

    private static void Refused(string text, string cause)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "mine.json");
        File.WriteAllText(path, text);
        BadInputException error = Assert.Throws<BadInputException>(() => BoardCatalog.Load(path));
        Assert.Contains(cause, error.Cause, StringComparison.Ordinal);
    }

    private static string Resource(string name)
    {
        using StreamReader reader = new(typeof(BoardCatalog).Assembly.GetManifestResourceStream($"Boards/{name}")!);
        return reader.ReadToEnd();
    }
}
