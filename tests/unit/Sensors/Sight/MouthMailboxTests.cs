using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Sensors.Sight;

public class MouthMailboxTests
{
    [Fact]
    public void An_empty_mailbox_gives_nothing()
    {
        Assert.False(new MouthMailbox().TryFetch(new float[MouthFeatures.Count], out _, out _));
    }

    [Fact]
    public void The_latest_is_fetched_once()
    {
        var mailbox = new MouthMailbox();
        float[] features = new float[MouthFeatures.Count];
        for (int i = 1; i <= 5; i++)
        {
            features.AsSpan().Fill(i);
            mailbox.Post(features, i, found: i == 5);
        }

        Assert.True(mailbox.TryFetch(features, out long capturedAt, out bool found));
        Assert.Equal((5L, true, 5f), (capturedAt, found, features[63]));
        Assert.False(mailbox.TryFetch(features, out _, out _));
    }

    [Fact]
    public void Two_threads_never_see_a_torn_or_an_older_letter()
    {
        const int Letters = 200_000;
        var mailbox = new MouthMailbox();
        var writer = new Thread(() =>
        {
            float[] features = new float[MouthFeatures.Count];
            for (int i = 1; i <= Letters; i++)
            {
                features.AsSpan().Fill(i);
                mailbox.Post(features, i, found: true);
            }
        });
        writer.Start();

        float[] seen = new float[MouthFeatures.Count];
        long last = 0;
        string? fault = null;
        while (last < Letters && fault is null)
        {
            bool over = !writer.IsAlive;
            if (!mailbox.TryFetch(seen, out long capturedAt, out _))
            {
                if (over) fault = "the last letter never came";
                continue;
            }

            if (capturedAt <= last) fault = $"letter {capturedAt} after {last}";
            if (seen.AsSpan().ContainsAnyExcept((float)capturedAt)) fault = $"letter {capturedAt} is torn";
            last = capturedAt;
        }

        writer.Join();
        Assert.Null(fault);
    }
}
