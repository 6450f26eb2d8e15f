using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Web;

namespace OnBoard.Tests.Unit.Device.Interfaces.Web;

public class AccessTokenTests
{
    private readonly AccessToken _token = AccessToken.Parse("correct-horse")!;

    [Fact]
    public void The_token_opens() => Assert.True(_token.IsIn("Bearer correct-horse"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("correct-horse")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer correct-hors")]
    [InlineData("Bearer correct-horse-battery")]
    [InlineData("Bearer CORRECT-HORSE")]
    [InlineData("Basic correct-horse")]
    public void Nothing_else_does(string? header) => Assert.False(_token.IsIn(header));

    [Fact]
    public void Each_start_has_another()
    {
        AccessToken one = AccessToken.Create(), other = AccessToken.Create();
        Assert.NotEqual(one.Text, other.Text);
        Assert.Equal(16, one.Text.Length);
        Assert.False(one.IsIn($"Bearer {other.Text}"));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("with a blank")]
    [InlineData("größere-Länge")]
    public void A_weak_one_is_refused(string text) => Assert.Null(AccessToken.Parse(text));
}
