namespace OnBoard.Sensors.Talker.Script;

/// <summary>The phonemes of the GRID vocabulary in British pronunciation, named as in ARPAbet.</summary>
public enum Phoneme
{
    Silence,
    IY, IH, EH, AE, AH, AA, AO, UW, AX,
    AY, EY, OW, AW,
    R, L, W, Y,
    M, N,
    F, V, TH, DH, S, Z,
    CH, JH,
    P, B, T, D, K, G,
}
