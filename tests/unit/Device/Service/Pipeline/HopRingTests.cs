using OnBoard.Device.Service.Pipeline;

namespace OnBoard.Tests.Unit.Device.Service.Pipeline;

public class HopRingTests
{
    [Fact]
    public void Hops_come_out_in_the_order_they_went_in()
    {
        using HopRing ring = new(4);
        for (int round = 0; round < 10; round++)
        {
            for (int i = 0; i < 3; i++) Write(ring, (round * 3) + i);
            for (int i = 0; i < 3; i++) Assert.Equal((round * 3) + i, Read(ring));
        }

        Assert.Equal(0, ring.Lost);
    }

    [Fact]
    public void A_full_ring_loses_the_newest_hop_and_counts_it()
    {
        using HopRing ring = new(2);
        for (int i = 0; i < 5; i++) Write(ring, i);
        Assert.Equal(3, ring.Lost);
        Assert.Equal(0, Read(ring));
        Assert.Equal(1, Read(ring));
        Assert.Null(ring.TryBeginRead(TimeSpan.Zero));
    }

    [Fact]
    public void A_completed_ring_is_over_when_it_was_read_to_the_end()
    {
        using HopRing ring = new(2);
        Write(ring, 7);
        ring.Complete();
        Assert.False(ring.IsOver);
        Assert.Equal(7, Read(ring));
        Assert.True(ring.IsOver);
        Assert.Null(ring.TryBeginRead(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Nothing_is_lost_or_swapped_between_two_threads()
    {
        const int count = 20_000;
        using HopRing ring = new(8);
        Task<bool> reader = Task.Run(() =>
        {
            for (int expected = 0; expected < count;)
            {
                if (ring.TryBeginRead(TimeSpan.FromSeconds(1)) is not { } hop) continue;
                bool whole = hop.Number == expected && hop.Noisy[0] == expected && hop.Noisy[^1] == expected;
                ring.EndRead();
                if (!whole) return false;
                expected++;
            }

            return true;
        });
        for (int i = 0; i < count;)
        {
            if (ring.TryBeginWrite() is not { } hop)
            {
                if (reader.IsCompleted) break;
                Thread.Yield();
                continue;
            }

            hop.Number = i;
            hop.Noisy.AsSpan().Fill(i);
            ring.EndWrite();
            i++;
        }

        Assert.True(await reader);
    }

    private static void Write(HopRing ring, long number)
    {
        if (ring.TryBeginWrite() is not { } hop) return;
        hop.Number = number;
        ring.EndWrite();
    }

    private static long? Read(HopRing ring)
    {
        long? number = ring.TryBeginRead(TimeSpan.Zero)?.Number;
        if (number is not null) ring.EndRead();
        return number;
    }
}
