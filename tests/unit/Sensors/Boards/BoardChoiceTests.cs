using OnBoard.Drivers;
using OnBoard.Sensors.Boards;

namespace OnBoard.Tests.Unit.Sensors.Boards;

public class BoardChoiceTests
{
    [Fact]
    public void Auto_is_the_virtual_board_where_the_machine_is_none()
    {
        BoardChoice choice = BoardChoice.Parse("auto", onBoard: false)!;
        Assert.False(choice.IsReal);
        Assert.Equal("virtual", choice.Description!.Name);
    }

    [Fact]
    public void Auto_on_a_board_is_real_even_where_no_file_describes_it() =>
        Assert.True(BoardChoice.Parse("auto", onBoard: true)!.IsReal);

    [Theory]
    [InlineData("virtual", false)]
    [InlineData("zcu104", true)]
    public void A_name_is_a_shipped_board_and_only_the_virtual_one_is_not_real(string name, bool isReal)
    {
        BoardChoice choice = BoardChoice.Parse(name, onBoard: false)!;
        Assert.Equal((name, isReal), (choice.Description!.Name, choice.IsReal));
    }

    [Fact]
    public void An_unknown_name_is_not_understood() => Assert.Null(BoardChoice.Parse("zcu999", onBoard: true));

    [Fact]
    public void A_board_file_that_is_not_there_is_bad_input() =>
        Assert.Throws<BadInputException>(() => BoardChoice.Parse("/nowhere/board.json", onBoard: false));
}
