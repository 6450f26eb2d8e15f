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
    input  mcc_core_pkg::backward_t backward,     // of the beat
    input  logic [37*GROUPS-1:0]  dots,           // six cycles after the beat

    output logic                  forward_done,   // the sums of a pass are complete
    output logic                  train_done,     // weights and arrived errors of a pass are written
    output logic                  updating,       // the lanes write weights in this cycle
    output logic [GROUPS-1:0]     arrive_valid,
    output mcc_core_pkg::arrival_t arrival
);
    // Stages: cycles after the beat. The groups' sums are there in the first.
    localparam int GROUP_SUMS = 6, FOURS = 7, ALL_GROUPS = 8, ROW = 9, SCALED = 10, ROUNDED = 11, ARRIVED = 14;
    localparam int FORWARD_WRITTEN = 6, WEIGHT_WRITTEN = 8;
    localparam int BACKWARD_BITS = $bits(backward);

    logic [ARRIVED:1] valid, train, last;
    logic [ALL_GROUPS:1] row_first;
    logic [SCALED:1] row_last;
    logic [BACKWARD_BITS-1:0] backwards [1:ROUNDED];
    // verilator lint_off UNUSEDSIGNAL
    mcc_core_pkg::backward_t at_row, at_scaled, at_rounded;  // each uses some fields
    // verilator lint_on UNUSEDSIGNAL

    assign at_row = backwards[ROW];
    assign at_scaled = backwards[SCALED];
    assign at_rounded = backwards[ROUNDED];

    always_ff @(posedge clk) begin
        valid <= rst ? '0 : {valid[ARRIVED-1:1], beat_valid};
        train <= {train[ARRIVED-1:1], beat_train};
        last <= rst ? '0 : {last[ARRIVED-1:1], beat_valid && backward.pass_last};
        row_first <= {row_first[ALL_GROUPS-1:1], backward.row_first};
        row_last <= rst ? '0 : {row_last[SCALED-1:1], beat_valid && backward.row_last && beat_train};
        if (beat_valid && beat_train) backwards[1] <= backward;
        for (int i = 2; i <= ROUNDED; i++)
            if (valid[i-1] && train[i-1]) backwards[i] <= backwards[i-1];
    end

    assign updating = valid[WEIGHT_WRITTEN] && train[WEIGHT_WRITTEN];
    assign forward_done = last[FORWARD_WRITTEN] && !train[FORWARD_WRITTEN];
    assign train_done = last[ARRIVED] && train[ARRIVED];

    // Sums of four groups, of all groups, over the row.
    logic [36:0] fours [0:3];
    logic [36:0] all_groups, row_sum;
    logic [36:0] padded [0:15];

    always_comb begin
        for (int g = 0; g < 16; g++) padded[g] = '0;
        for (int g = 0; g < GROUPS; g++) padded[g] = dots[37*g +: 37];
    end

    // The 32 bits of the product without the errors' shift, and rounded, to a cell.
    logic signed [31:0] product, rounded;
    logic done;
    logic [G:0] group;

    assign group = (G + 1)'(at_rounded.cell_index >> J) & (G + 1)'(GROUPS - 1);
    assign arrival.parity = at_rounded.parity;
    assign arrival.stream = at_rounded.stream;
    assign arrival.index = 12'({K'(at_rounded.cell_index >> (J + G)), J'(at_rounded.cell_index)});
    assign arrival.value = rounded;

    always_comb
        for (int g = 0; g < GROUPS; g++) arrive_valid[g] = done && at_rounded.back && group == (G + 1)'(g);

    always_ff @(posedge clk) begin
        if (valid[GROUP_SUMS] && train[GROUP_SUMS])
            for (int q = 0; q < 4; q++) fours[q] <= padded[4*q] + padded[4*q+1] + padded[4*q+2] + padded[4*q+3];
        if (valid[FOURS] && train[FOURS]) all_groups <= fours[0] + fours[1] + fours[2] + fours[3];
        if (valid[ALL_GROUPS] && train[ALL_GROUPS]) row_sum <= (row_first[ALL_GROUPS] ? 37'd0 : row_sum) + all_groups;
        if (row_last[ROW]) product <= 32'(row_sum >> at_row.error_shift);
        if (row_last[SCALED]) rounded <= mcc_core_pkg::round_shift(product, at_scaled.scale);
        done <= !rst && row_last[SCALED];
    end
endmodule
