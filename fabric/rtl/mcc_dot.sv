// Gathers the backward sums: adds what the groups give, over the words of a row, rounds it (ErrorFormat.FromProduct) and
// sends it to the cell of the row. Says when a pass has left the lanes.
module mcc_dot #(
    parameter int LANES = 64,
    parameter int CHUNKS = 16,
    localparam int WIDTH = LANES < 16 ? LANES : 16,
    localparam int GROUPS = LANES / WIDTH,
    localparam int J = $clog2(WIDTH),
    localparam int G = $clog2(GROUPS),
    localparam int K = $clog2(CHUNKS)
) (
    input  logic                  clk,
    input  logic                  rst,
    input  logic                  beat_valid,
    input  logic                  beat_train,
    input  logic                  beat_row_first,
    input  logic                  beat_row_last,
    input  logic                  beat_pass_last,
    input  logic                  beat_back,
    input  logic                  beat_stream,
    input  logic                  beat_parity,
    input  logic [11:0]           beat_cell,
    input  logic [3:0]            beat_scale,
    input  logic [2:0]            beat_error_shift,
    input  logic [37*GROUPS-1:0]  dots,           // six cycles after the beat

    output logic                  forward_done,   // the sums of a pass are complete
    output logic                  train_done,     // weights and arrived errors of a pass are written
    output logic                  updating,       // the lanes write weights in this cycle
    output logic [GROUPS-1:0]     arrive_valid,
    output logic                  arrive_parity,
    output logic                  arrive_stream,
    output logic [K+J-1:0]        arrive_cell,
    output logic signed [31:0]    arrive_value
);
    localparam int FORWARD = 6, SUM = 9, TRAIN = 14;
    localparam int INFO = 22;

    logic [TRAIN:1] valid, train, last;
    logic [SUM-1:1] row_first;
    logic [SUM+1:1] row_last;
    logic [INFO-1:0] info [1:SUM+2];
    logic [INFO-1:0] info_in;

    assign info_in = {beat_back, beat_stream, beat_parity, beat_cell, beat_scale, beat_error_shift};

    always_ff @(posedge clk) begin
        valid <= rst ? '0 : {valid[TRAIN-1:1], beat_valid};
        train <= {train[TRAIN-1:1], beat_train};
        last <= rst ? '0 : {last[TRAIN-1:1], beat_valid && beat_pass_last};
        row_first <= {row_first[SUM-2:1], beat_row_first};
        row_last <= rst ? '0 : {row_last[SUM:1], beat_valid && beat_row_last && beat_train};
        if (beat_valid && beat_train) info[1] <= info_in;
        for (int i = 2; i <= SUM + 2; i++)
            if (valid[i-1] && train[i-1]) info[i] <= info[i-1];
    end

    assign updating = valid[8] && train[8];
    assign forward_done = last[FORWARD] && !train[FORWARD];
    assign train_done = last[TRAIN] && train[TRAIN];

    // 7: pairs of four groups; 8: all groups; 9: over the row.
    logic [36:0] fours [0:3];
    logic [36:0] all8, all7, row9;
    logic [36:0] padded [0:15];

    always_comb begin
        for (int g = 0; g < 16; g++) padded[g] = '0;
        for (int g = 0; g < GROUPS; g++) padded[g] = dots[37*g +: 37];
        all7 = fours[0] + fours[1] + fours[2] + fours[3];
    end

    // 10: the 32 bits of the product without the errors' shift. 11: rounded.
    logic signed [31:0] product10, rounded10;
    logic [3:0] scale10;
    logic back11, done11;
    logic [11:0] cell11;
    logic [G:0] group11;

    assign scale10 = info[SUM+1][6:3];
    assign rounded10 = mcc_core_pkg::round_shift(product10, scale10);
    assign back11 = info[SUM+2][INFO-1];
    assign cell11 = info[SUM+2][18:7];
    assign group11 = (G + 1)'(cell11 >> J) & (G + 1)'(GROUPS - 1);
    assign arrive_stream = info[SUM+2][INFO-2];
    assign arrive_parity = info[SUM+2][INFO-3];
    assign arrive_cell = {K'(cell11 >> (J + G)), cell11[J-1:0]};

    always_comb
        for (int g = 0; g < GROUPS; g++) arrive_valid[g] = done11 && back11 && group11 == (G + 1)'(g);

    always_ff @(posedge clk) begin
        if (valid[6] && train[6])
            for (int q = 0; q < 4; q++) fours[q] <= padded[4*q] + padded[4*q+1] + padded[4*q+2] + padded[4*q+3];
        if (valid[7] && train[7]) all8 <= all7;
        if (valid[8] && train[8]) row9 <= (row_first[8] ? 37'd0 : row9) + all8;
        if (row_last[9]) product10 <= 32'(row9 >> info[SUM][2:0]);
        if (row_last[10]) arrive_value <= rounded10;
        done11 <= !rst && row_last[10];
    end
endmodule
