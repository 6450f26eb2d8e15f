// Sends the rows through the lanes, one word of weights per cycle. The first row of a forward pass waits for a bank of
// accumulators, the first of a training pass for its errors.
module mcc_issue #(
    parameter int LANES = 64,
    parameter int CHUNKS = 16,
    parameter int WEIGHT_WORDS = 4096,
    parameter int KA = 10,                      // bits of an address of kept sums
    localparam int WA = $clog2(WEIGHT_WORDS),
    localparam int K = $clog2(CHUNKS)
) (
    input  logic                 clk,
    input  logic                 rst,

    input  logic                 row_valid,
    output logic                 row_ready,
    // verilator lint_off UNUSEDSIGNAL
    input  mcc_core_pkg::event_t row,
    input  mcc_core_pkg::pass_t  pass,          // of the row
    // verilator lint_on UNUSEDSIGNAL
    input  logic [31:0]          row_key,
    input  logic [WA-1:0]        row_word,

    input  logic                 bank_drained,  // a bank of accumulators is free again
    input  logic [5:0]           error_sets,    // that are complete
    output logic                 row_taken,     // the last word of a row goes out
    output logic                 pass_taken,    // of the last row of a pass

    // To the lanes.
    output logic                 beat_valid,
    output logic                 beat_train,
    output logic                 beat_apical,
    output logic                 beat_first,
    output logic                 beat_last,      // row of the pass
    output logic                 beat_keeps,     // the sums of the matrix are kept
    output logic                 beat_resumes,   // and go on from what was kept
    output logic [KA-1:0]        beat_kept,      // where they are
    output logic [K:0]           beat_slot,
    output logic [WA-1:0]        beat_address,
    output logic signed [8:0]    beat_event,
    output logic signed [26:0]   beat_scaled,
    output logic [15:0]          beat_draw,
    output logic [15:0]          beat_key_a,
    output logic [15:0]          beat_key_b,

    // To the unit that gathers the backward sums.
    output logic                 beat_row_first,
    output logic                 beat_row_last,
    output logic                 beat_pass_last,
    output logic                 beat_back,
    output logic                 beat_stream,
    output logic                 beat_parity,
    output logic [11:0]          beat_cell,
    output logic [3:0]           beat_scale,
    output logic [2:0]           beat_error_shift
);
    localparam logic [15:0] DRAW_STEP = 16'((LANES * 40503) % 65536);

    logic [8:0] chunk;
    logic [1:0] banks_in_use;
    logic allowed, go, starts;
    logic [15:0] next_draw;

    assign allowed = !row.first || chunk != 9'd0 || (row.train ? error_sets >= pass.need : banks_in_use != 2'd2);
    assign go = row_valid && allowed;
    assign row_taken = go && chunk == pass.chunks - 9'd1;
    assign pass_taken = row_taken && row.last;
    assign row_ready = row_taken;
    assign starts = go && row.first && chunk == 9'd0 && !row.train;

    always_ff @(posedge clk) begin
        if (rst) begin
            chunk <= '0;
            banks_in_use <= '0;
            beat_valid <= 1'b0;
        end else begin
            if (go) chunk <= row_taken ? 9'd0 : chunk + 9'd1;
            banks_in_use <= banks_in_use + 2'(starts) - 2'(bank_drained);
            beat_valid <= go;
        end
        if (go) begin
            beat_train <= row.train;
            beat_apical <= pass.apical;
            beat_first <= row.first;
            beat_last <= row.last;
            beat_keeps <= pass.keeps;
            beat_resumes <= pass.resumes;
            beat_kept <= KA'(pass.kept) + KA'(chunk);
            beat_slot <= {pass.bank, chunk[K-1:0]};
            beat_address <= row_word + WA'(chunk);
            beat_event <= row.value;
            beat_scaled <= 27'(row.value) <<< pass.event_shift;
            beat_key_a <= row_key[15:0];
            beat_key_b <= row_key[31:16];
            beat_draw <= chunk == 9'd0 ? row_key[15:0] : next_draw;
            next_draw <= (chunk == 9'd0 ? row_key[15:0] : next_draw) + DRAW_STEP;
            beat_row_first <= chunk == 9'd0;
            beat_row_last <= row_taken;
            beat_pass_last <= pass_taken;
            beat_back <= row.back;
            beat_stream <= row.stream;
            beat_parity <= pass.parity;
            beat_cell <= row.cell_index;
            beat_scale <= pass.scale;
            beat_error_shift <= pass.error_shift;
        end
    end
endmodule
