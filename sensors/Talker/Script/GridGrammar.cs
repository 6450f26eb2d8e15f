using static OnBoard.Sensors.Talker.Script.Phoneme;

namespace OnBoard.Sensors.Talker.Script;

/// <summary>
/// The grammar of the GRID corpus (Cooke, Barker, Cunningham and Shao 2006): command, colour, preposition, letter,
/// digit,
/// adverb, 4 x 4 x 4 x 25 x 10 x 4 = 64 000 sentences; and how each word is said.
/// </summary>
public static class GridGrammar
{
    private static readonly (string Word, Phoneme[] Sound)[][] Vocabulary =
    [
        [("bin", [B, IH, N]), ("lay", [L, EY]), ("place", [P, L, EY, S]), ("set", [S, EH, T])],
        [("blue", [B, L, UW]), ("green", [G, R, IY, N]), ("red", [R, EH, D]), ("white", [W, AY, T])],
        [("at", [AE, T]), ("by", [B, AY]), ("in", [IH, N]), ("with", [W, IH, DH])],
        [
            ("a", [EY]), ("b", [B, IY]), ("c", [S, IY]), ("d", [D, IY]), ("e", [IY]), ("f", [EH, F]), ("g", [JH, IY]),
            ("h", [EY, CH]), ("i", [AY]), ("j", [JH, EY]), ("k", [K, EY]), ("l", [EH, L]), ("m", [EH, M]),
            ("n", [EH, N]), ("o", [OW]), ("p", [P, IY]), ("q", [K, Y, UW]), ("r", [AA]), ("s", [EH, S]),
            ("t", [T, IY]), ("u", [Y, UW]), ("v", [V, IY]), ("x", [EH, K, S]), ("y", [W, AY]), ("z", [Z, EH, D]),
        ],
        [
            ("zero", [Z, IH, R, OW]), ("one", [W, AH, N]), ("two", [T, UW]), ("three", [TH, R, IY]), ("four", [F, AO]),
            ("five", [F, AY, V]), ("six", [S, IH, K, S]), ("seven", [S, EH, V, AX, N]), ("eight", [EY, T]),
            ("nine", [N, AY, N]),
        ],
        [("again", [AX, G, EH, N]), ("now", [N, AW]), ("please", [P, L, IY, Z]), ("soon", [S, UW, N])],
    ];

    /// <summary>Words in a sentence.</summary>
    public const int Places = 6;

    /// <summary>How many words the grammar allows at <paramref name="place"/>.</summary>
    public static int Choices(int place) => Vocabulary[place].Length;

    /// <summary>The spelling of a word.</summary>
    public static string Word(int place, int choice) => Vocabulary[place][choice].Word;

    /// <summary>The phonemes of a word.</summary>
    public static ReadOnlySpan<Phoneme> Pronunciation(int place, int choice) => Vocabulary[place][choice].Sound;
}
