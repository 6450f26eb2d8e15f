using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Learning;

public class CellDamageTests
{
    [Theory]
    [InlineData(ActivationLaw.Cooperation)]
    [InlineData(ActivationLaw.Tm1)]
    [InlineData(ActivationLaw.Tm2)]
    [InlineData(ActivationLaw.Tm3)]
    [InlineData(ActivationLaw.Tm4)]
    [InlineData(ActivationLaw.Kay)]
    [InlineData(ActivationLaw.Point)]
    public void A_damaged_cell_stays_so_under_every_law_and_through_training(ActivationLaw law)
    {
        IntegerNetwork network = IntegerNetwork.Quantize(NetworkParameters.Initialize(
            new NetworkTopology(FormerNetworks.Tiny with { Law = law }), 1));
        CellDamage.Kill(network, StreamName.Audio, 0, 3);
        CellDamage.Kill(network, StreamName.Video, 1, 5);
        CellDamage.Stick(network, StreamName.Audio, 1, 7);
        using IntegerEngine engine = new(network);
        NetworkState state = new(network.Topology);
        Random random = new(1);
        short[] audio = new short[240], video = new short[192], targets = new short[48], gains = new short[48];
        for (int step = 0; step < 40; step++)
        {
            foreach (ref short value in audio.AsSpan()) value = (short)random.Next(-60, 60);
            foreach (ref short value in video.AsSpan()) value = (short)random.Next(-60, 60);
            foreach (ref short value in targets.AsSpan()) value = (short)random.Next(4097);
            engine.Train(audio, video, targets, gains);
            engine.ReadState(state);
            Assert.Equal(
                (0, 0, 192),
                (state.OutputsOf(StreamName.Audio, 0)[3], state.OutputsOf(StreamName.Video, 1)[5],
                    state.OutputsOf(StreamName.Audio, 1)[7]));
        }
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.25, 64)]
    [InlineData(0.9, 230)]
    public void A_share_of_all_cells_is_hit(double share, int cells)
    {
        IntegerNetwork network = Untrained();
        Assert.Equal(cells, CellDamage.DamageCells(network, DamageKind.Dead, share, new Random(1)));
        int silent = 0;
        for (int layer = 0; layer < 2; layer++)
        {
            foreach (StreamName stream in NetworkTopology.Streams)
            {
                SynapseMatrix soma = network.Topology.SomaOf(stream, layer);
                for (int cell = 0; cell < 64; cell++)
                {
                    bool dead = true;
                    for (int row = 0; row < soma.Rows; row++) dead &= network.Weights[soma.Index][(row * 64) + cell] == 0;
                    if (dead) silent++;
                }
            }
        }

        Assert.Equal(cells, silent);
    }

    [Fact]
    public void A_flipped_bit_changes_its_weight_by_a_power_of_two()
    {
        IntegerNetwork whole = Untrained();
        IntegerNetwork hit = whole.Clone();
        int count = CellDamage.FlipBits(hit, 0.01, new Random(1));
        int changed = 0;
        for (int matrix = 0; matrix < whole.Weights.Length; matrix++)
        {
            for (int i = 0; i < whole.Weights[matrix].Length; i++)
            {
                int difference = (ushort)(whole.Weights[matrix][i] ^ hit.Weights[matrix][i]);
                if (difference == 0) continue;
                changed++;
                Assert.True(int.IsPow2(difference));
            }
        }

        Assert.Equal(count, changed);
        Assert.InRange(count, 400, 1000);
    }

    private static IntegerNetwork Untrained() =>
        IntegerNetwork.Quantize(NetworkParameters.Initialize(new NetworkTopology(NetworkDescription.Tiny), 1));
}
