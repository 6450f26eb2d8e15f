using System.Numerics;
using System.Runtime.Intrinsics;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Cpu;

/// <summary>What happens once per cell instead of once per synapse, eight cells at a time on any processor.</summary>
internal static unsafe class CellVectors
{
    /// <summary>Cells per vector; lengths are padded to a multiple of it with zeros.</summary>
    public const int Lanes = 8;

    /// <summary>Output events of cells; <paramref name="outputs"/> may not overlap the sums.</summary>
    public static void Outputs(IntegerLaw law, short* r, short* c, short* outputs, int cells)
    {
        switch (law.Law)
        {
            case ActivationLaw.Cooperation:
                for (int i = 0; i < cells; i += Lanes) Store(Cooperation(Vector128.Load(r + i), Vector128.Load(c + i)), i);
                break;
            case ActivationLaw.Point:
                for (int i = 0; i < cells; i += Lanes) Store(Point(Vector128.Load(r + i), Vector128.Load(c + i)), i);
                break;
            case ActivationLaw.Sq:
                for (int i = 0; i < cells; i += Lanes) Store(Sq(Vector128.Load(r + i), Vector128.Load(c + i)), i);
                break;
            default:
                for (int i = 0; i < cells; i++) outputs[i] = law.Output(r[i], c[i]);
                break;
        }

        void Store(Vector128<short> rounded, int at)
        {
            Vector128<short> largest = Vector128.Create((short)EventFormat.MaximumOutput);
            Vector128.Store(Vector128.Min(Vector128.Max(rounded, Vector128<short>.Zero), largest), outputs + at);
        }
    }

    /// <summary>Output events of cells that remember, and what they remember, <see cref="GatedMemory"/>; nothing may overlap.</summary>
    public static void Gated(short* r, short* c, ushort* before, ushort* after, short* outputs, int cells)
    {
        for (int i = 0; i < cells; i += Lanes)
        {
            Vector128<short> input = Vector128.Min(
                Vector128.Max(Vector128.Load(r + i), Vector128<short>.Zero), Vector128.Create((short)GatedMemory.MaximumInput));
            Vector128<short> gate = Vector128.Min(
                Vector128.Max(Vector128.Load(c + i) + Vector128.Create((short)GatedMemory.HalfRange), Vector128<short>.Zero),
                Vector128.Create((short)(2 * GatedMemory.HalfRange)));
            Vector128<ushort> state = Vector128.Load(before + i);
            Vector128<int> low = Next(Vector128.WidenLower(state), Vector128.WidenLower(input), Vector128.WidenLower(gate));
            Vector128<int> high = Next(Vector128.WidenUpper(state), Vector128.WidenUpper(input), Vector128.WidenUpper(gate));
            Vector128.Store(Vector128.Narrow(low.AsUInt32(), high.AsUInt32()), after + i);
            Vector128.Store(Vector128.Narrow(Event(low), Event(high)), outputs + i);
        }

        static Vector128<int> Next(Vector128<uint> state, Vector128<int> input, Vector128<int> gate) =>
            state.AsInt32()
            + (((gate * ((input << GatedMemory.InputShift) - state.AsInt32())) + Vector128.Create(1 << (GatedMemory.GateFractionBits - 1)))
                >> GatedMemory.GateFractionBits);

        static Vector128<int> Event(Vector128<int> state)
        {
            const int Shift = EventFormat.FineFractionBits - EventFormat.FractionBits;
            return (state + Vector128.Create(1 << (Shift - 1))) >> Shift;
        }
    }

    /// <summary><see cref="SendOnChange"/>: moves what was sent where it differs from the values by the threshold.</summary>
    /// <param name="values">Zero-padded.</param>
    /// <param name="sent">Zero-padded; moved.</param>
    /// <param name="changes">Zero-padded; the moves are written.</param>
    /// <param name="length">How many, before padding.</param>
    /// <param name="threshold">Up to 1 every change is sent.</param>
    public static void Send(short* values, short* sent, short* changes, int length, int threshold)
    {
        Vector128<short> least = Vector128.Create((short)threshold);
        for (int i = 0; i < length; i += Lanes)
        {
            Vector128<short> before = Vector128.Load(sent + i);
            Vector128<short> change = Vector128.Load(values + i) - before;
            change &= Vector128.GreaterThanOrEqual(Vector128.Abs(change), least);
            Vector128.Store(change, changes + i);
            Vector128.Store(before + change, sent + i);
        }
    }

    /// <summary>Appends the sources that are not zero to a list.</summary>
    /// <param name="sources">Events, zero-padded.</param>
    /// <param name="length">How many, before padding.</param>
    /// <param name="firstRow">The row of the first source.</param>
    /// <param name="rows">Where rows go.</param>
    /// <param name="events">Where events go.</param>
    /// <returns>How many were appended.</returns>
    public static int Collect(short* sources, int length, int firstRow, int* rows, short* events)
    {
        int count = 0;
        for (int i = 0; i < length; i += Lanes)
        {
            Vector128<short> part = Vector128.Load(sources + i);
            uint active = ~Vector128.Equals(part, Vector128<short>.Zero).ExtractMostSignificantBits() & 0xFF;
            for (; active != 0; active &= active - 1)
            {
                int index = i + BitOperations.TrailingZeroCount(active);
                rows[count] = firstRow + index;
                events[count] = sources[index];
                count++;
            }
        }

        return count;
    }

    /// <summary>The sum of output events of a group of cells; at most 256 x 192, which 16 bits hold.</summary>
    public static int SumOf(short* outputs, int cells)
    {
        if (cells % Lanes != 0)
        {
            int sum = 0;
            for (int i = 0; i < cells; i++) sum += outputs[i];
            return sum;
        }

        Vector128<ushort> sums = default;
        for (int i = 0; i < cells; i += Lanes) sums += Vector128.Load(outputs + i).AsUInt16();
        return Vector128.Sum(sums);
    }

    private static Vector128<short> Cooperation(Vector128<short> r, Vector128<short> c)
    {
        r = Vector128.Max(r, Vector128.Create((short)-SumFormat.One));
        return Vector128.Narrow(
            Half(Vector128.WidenLower(r), Vector128.WidenLower(c)), Half(Vector128.WidenUpper(r), Vector128.WidenUpper(c)));

        static Vector128<int> Half(Vector128<int> r, Vector128<int> c) =>
            Round((r * (r + Vector128.Create(2 * SumFormat.One))) + (c * (Vector128.Abs(r) + Vector128.Create(SumFormat.One))));
    }

    private static Vector128<short> Point(Vector128<short> r, Vector128<short> c)
    {
        return Vector128.Narrow(
            Half(Vector128.WidenLower(r), Vector128.WidenLower(c)), Half(Vector128.WidenUpper(r), Vector128.WidenUpper(c)));

        static Vector128<int> Half(Vector128<int> r, Vector128<int> c) => Round((r + c) << SumFormat.FractionBits);
    }

    private static Vector128<short> Sq(Vector128<short> r, Vector128<short> c)
    {
        // From z = 2 on the output is full; R + C fits 16 bits.
        Vector128<short> above = Vector128.Min(
            Vector128.Max(r + c, Vector128<short>.Zero), Vector128.Create((short)(2 * SumFormat.One)));
        return Vector128.Narrow(Half(Vector128.WidenLower(above)), Half(Vector128.WidenUpper(above)));

        static Vector128<int> Half(Vector128<int> z) => Round(z * (z + Vector128.Create(2 * SumFormat.One)));
    }

    /// <summary>A in Q.20 to events; it fits 16 bits for every R and C.</summary>
    private static Vector128<int> Round(Vector128<int> a) =>
        (a + Vector128.Create((1 << IntegerLaw.OutputShift) >> 1)) >> IntegerLaw.OutputShift;
}
