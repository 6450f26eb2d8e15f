using OnBoard.Sensors;

namespace OnBoard.Tests.Unit.Sensors;

public class MailboxTests
{
    [Fact]
    public void Only_the_latest_is_fetched_and_only_once()
    {
        Mailbox<Letter> mailbox = new();
        Assert.False(mailbox.TryFetch());
        Put(mailbox, 1);
        Put(mailbox, 2);
        Assert.True(mailbox.TryFetch());
        Assert.Equal(2, mailbox.Latest.Value);
        Assert.False(mailbox.TryFetch());
        Assert.Equal(2, mailbox.Latest.Value);
    }

    [Fact]
    public async Task A_letter_is_never_torn_and_never_older_than_the_one_before()
    {
        Mailbox<Letter> mailbox = new();
        const int last = 200_000;
        Task writing = Task.Run(() =>
        {
            for (int i = 1; i <= last; i++) Put(mailbox, i);
        });
        int before = 0;
        while (before < last)
        {
            if (!mailbox.TryFetch()) continue;
            Assert.Equal(mailbox.Latest.Value, mailbox.Latest.Copy);
            Assert.True(mailbox.Latest.Value > before);
            before = mailbox.Latest.Value;
        }

        await writing;
    }

    private static void Put(Mailbox<Letter> mailbox, int value)
    {
        mailbox.Draft.Value = value;
        mailbox.Draft.Copy = value;
        mailbox.Post();
    }

    private sealed class Letter
    {
        public int Value { get; set; }

        public int Copy { get; set; }
    }
}
