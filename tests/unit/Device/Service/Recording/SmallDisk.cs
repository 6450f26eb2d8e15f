namespace OnBoard.Tests.Unit.Device.Service.Recording;

/// <summary>A file on a disk with room for so many bytes; what fits of a write is written.</summary>
internal sealed class SmallDisk(long room) : MemoryStream
{
    public override void Write(byte[] buffer, int offset, int count)
    {
        long left = Math.Max(0, room - Position);
        base.Write(buffer, offset, (int)Math.Min(count, left));
        if (left < count) throw new IOException("No space left on device", 28);
    }
}
