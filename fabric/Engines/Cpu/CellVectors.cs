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

    /// <summary>A in Q.20 to events; it fits 16 bits for every R and C.</summary>
    private static Vector128<int> Round(Vector128<int> a) =>
        (a + Vector128.Create((1 << IntegerLaw.OutputShift) >> 1)) >> IntegerLaw.OutputShift;
}
