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

    [Fact]
    public void A_terminal_shows_the_token_and_nothing_is_written()
    {
        using TokenNotice notice = new(AccessToken.Create(), isTerminal: true, _ => null);
        Assert.True(notice.IsShown);
        Assert.Null(notice.Place());
    }

    [Theory]
    [InlineData("STATE_DIRECTORY")]
    [InlineData("XDG_RUNTIME_DIR")]
    public void A_journal_is_told_the_file_which_its_owner_alone_may_read_and_not_the_token(string variable)
    {
        string folder = Directory.CreateTempSubdirectory("onboard-token-").FullName;
        AccessToken token = AccessToken.Create();
        string file = Path.Combine(folder, "onboard-token");
        File.WriteAllText(file, "of an earlier start, and anybody may read it");
        using (TokenNotice notice = new(token, isTerminal: false, name => name == variable ? folder : null))
        {
            string place = notice.Place()!;
            Assert.Contains(file, place, StringComparison.Ordinal);
            Assert.DoesNotContain(token.Text, place, StringComparison.Ordinal);
            Assert.Equal(token.Text, File.ReadAllText(file).Trim());
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void Where_there_is_no_place_for_it_it_is_to_be_chosen()
    {
        using TokenNotice none = new(AccessToken.Create(), isTerminal: false, _ => null);
        Assert.Contains("--token", none.Place(), StringComparison.Ordinal);
        using TokenNotice missing = new(AccessToken.Create(), isTerminal: false, _ => "/no/such/folder");
        Assert.Contains("--token", missing.Place(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_was_chosen_is_not_written_down()
    {
        using TokenNotice notice = new(_token, isTerminal: false, _ => throw new InvalidOperationException());
        Assert.DoesNotContain(_token.Text, notice.Place(), StringComparison.Ordinal);
    }
}
