namespace OnBoard.Tests.Unit;

/// <summary>Proof that code allocates nothing.</summary>
internal static class Allocations
{
    private const int Attempts = 5;

    /// <summary>
    /// Fails where every one of several runs allocates on this thread. A single run proves nothing: where a collection that
    /// another test caused falls into it, the runtime counts the rest of the thread's allocation buffer, up to 8 KiB, too.
    /// </summary>
    public static void None(Action work)
    {
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least != 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(least == 0, $"allocates {least} bytes");
    }
}
