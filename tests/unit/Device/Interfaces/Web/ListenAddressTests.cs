using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Web;

namespace OnBoard.Tests.Unit.Device.Interfaces.Web;

public class ListenAddressTests
{
    [Fact]
    public void Unasked_only_this_machine_can_reach_the_page() => Assert.True(ListenAddress.Default.IsLoopback);

    [Theory]
    [InlineData("127.0.0.1:9000", "127.0.0.1:9000", true)]
    [InlineData("9000", "127.0.0.1:9000", true)]
    [InlineData("localhost:0", "127.0.0.1:0", true)]
    [InlineData("0.0.0.0:8080", "0.0.0.0:8080", false)]
    [InlineData("192.168.1.7:80", "192.168.1.7:80", false)]
    [InlineData("[::1]:8080", "[::1]:8080", true)]
    [InlineData("[::]:8080", "[::]:8080", false)]
    public void An_address_is_understood(string text, string address, bool isLoopback)
    {
        ListenAddress listen = ListenAddress.Parse(text)!;
        Assert.Equal((address, isLoopback, true), (listen.Address!.ToString(), listen.IsLoopback, listen.IsChosen));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":8080")]
    [InlineData("8080x")]
    [InlineData("99999")]
    [InlineData("::1:8080")]
    [InlineData("board:8080")]
    [InlineData("127.0.0.1:")]
    [InlineData("-1")]
    public void What_is_no_address_is_refused(string text) => Assert.Null(ListenAddress.Parse(text));

    [Fact]
    public void None_serves_nothing() => Assert.Null(ListenAddress.Parse("none")!.Address);

    [Fact]
    public void The_option_is_named_where_it_is_wrong()
    {
        SettingValues values = new(RunSettings.Keys, new Dictionary<string, string?> { ["Listen"] = "everywhere" });
        OnBoard.Device.Commands.Configuration.WrongUseException error =
            Assert.Throws<OnBoard.Device.Commands.Configuration.WrongUseException>(
                () => RunSettings.Read(values, onBoard: false, DateTime.UnixEpoch));
        Assert.Equal("--listen", error.Subject);
    }
}
