using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;
using OnBoard.Tests.Unit.Fabric.Engines;

namespace OnBoard.Tests.Unit.Fabric.Contract;

public class StateImageTests
{
    // 3 layers of 2 x 32 cells: 192 bytes of outputs; 24 elements of the summary in 48 bytes.
    private const int Outputs = 192, Universal = 48, Memories = 2 * 192, Step = 16;

    // 192 cells, 23 audio inputs, 17 video inputs; 24 elements of the summary.
    private const int Sent = 192 + 32 + 32, SentUniversal = 32;

    [Theory]
    [InlineData(ActivationLaw.Cooperation, true, 0, Outputs + Universal + Step)]
    [InlineData(ActivationLaw.Sq, false, 0, Outputs + Step)]
    [InlineData(ActivationLaw.Gated, true, 0, Outputs + Universal + Memories + Step)]
    [InlineData(ActivationLaw.Gated, false, 0, Outputs + Memories + Step)]
    [InlineData(ActivationLaw.Cooperation, true, 1, Outputs + Universal + Sent + SentUniversal + Step)]
    [InlineData(ActivationLaw.Gated, false, 64, Outputs + Memories + Sent + Step)]
    public void Only_what_a_network_has_makes_it_longer(ActivationLaw law, bool universal, int threshold, int bytes) => Assert.Equal(
        bytes,
        new StateImage(new NetworkTopology(TestNetworks.Small with { Law = law, Universal = universal, SendThreshold = threshold })).Bytes);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_state_is_read_as_it_was_written(int threshold)
    {
        NetworkTopology topology = new(TestNetworks.Small with { Law = ActivationLaw.Gated, SendThreshold = threshold });
        StateImage image = new(topology);
        NetworkState state = new(topology) { Step = 0x01020304 }, read = new(topology);
        Random random = new(1);
        foreach (byte[] outputs in state.Outputs) random.NextBytes(outputs);
        foreach (ushort[] memories in state.Memories)
        {
            for (int cell = 0; cell < memories.Length; cell++) memories[cell] = (ushort)random.Next(49153);
        }

        foreach (byte[] sent in state.Sent) random.NextBytes(sent);
        foreach (short[] sent in (short[][])[state.SentAudio, state.SentVideo])
        {
            for (int i = 0; i < sent.Length; i++) sent[i] = (short)random.Next(-128, 128);
        }

        for (int i = 0; i < state.SentUniversal.Length; i++) state.SentUniversal[i] = (short)random.Next(193);
        for (int i = 0; i < state.Universal.Length; i++) state.Universal[i] = (ushort)random.Next(49153);
        byte[] memory = new byte[image.Bytes];
        image.Write(state, memory);
        image.Read(memory, read);
        Assert.Equal(state.Outputs, read.Outputs);
        Assert.Equal(state.Memories, read.Memories);
        Assert.Equal(state.Universal, read.Universal);
        Assert.Equal(state.Sent, read.Sent);
        Assert.Equal(state.SentAudio, read.SentAudio);
        Assert.Equal(state.SentVideo, read.SentVideo);
        Assert.Equal(state.SentUniversal, read.SentUniversal);
        Assert.Equal(state.Step, read.Step);

        // Cell 5 of the video stream of layer 1, by hand: 2 x (3 x 32 + 5) bytes behind outputs and summary.
        Assert.Equal(state.Memories[3][5], BitConverter.ToUInt16(memory, Outputs + Universal + 202));

        image.Clear(memory);
        image.Read(memory, read);
        Assert.All(read.Sent, sent => Assert.All(sent, value => Assert.Equal(0, value)));
        Assert.All(read.Memories, memories => Assert.All(memories, memory => Assert.Equal(0, memory)));
        Assert.Equal(state.Step, read.Step);
    }
}
