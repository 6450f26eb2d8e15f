// One lane: a multiplier with accumulators for the forward sums, the same multiplier for the products of the backward sum, a
// second one for the update, a third for what the update changes of the sums that are kept, and the lane's share of the random
// rounding. Every multiplier has the shape of a DSP48E2 (27 x 18, registers before, inside and behind it, one addition).
// Names end in the stage at whose end they stand where there is more than one of them (stages of mcc_group): 2 weight read,
// 3 operands, 4 product, 5 sum; update: 6 draw added, 7 delta, 8 weight, 9 change times event, 10 kept sum.
//
// Sums that are kept lie in a memory of their own. The first row of a pass takes them from there in place of zero, the
// last row, whose sums are complete, puts them back.
module mcc_lane #(
    parameter int CHUNKS = 8,
    parameter int KEPT = 512,                      // sums that are kept
    parameter logic [15:0] DRAW_OFFSET = 16'd0,
    localparam int SLOT = $clog2(2 * CHUNKS),
    localparam int KA = $clog2(KEPT)
) (
    input  logic               clk,
    input  logic [15:0]        draw_start,     // of the beat: a + column constant of the word's first lane
    // verilator lint_off UNUSEDSIGNAL
    input  mcc_core_pkg::lane_t steps,
    // verilator lint_on UNUSEDSIGNAL
    input  logic [15:0]        weight,         // as read
    output logic signed [33:0] product,
    output logic [15:0]        updated,        // weight
    output logic               saturated,
    // draining the accumulators
    input  logic [SLOT-1:0]    drain_slot,
    output logic [31:0]        drain_value,
    // writing the errors
    input  logic               soma_write,
    input  logic               apical_write,
    input  logic [SLOT-1:0]    error_slot,
    input  logic signed [17:0] soma_error,
    input  logic signed [17:0] apical_error
);
    logic [31:0] accumulators [0:2*CHUNKS-1];
    logic signed [17:0] soma_errors [0:2*CHUNKS-1];
    logic signed [17:0] apical_errors [0:2*CHUNKS-1];

    // Multiply and accumulate.
    logic [SLOT-1:0] read_slot, add_slot, write_slot, keep_slot, kept_slot;
    logic signed [15:0] weight3;
    logic signed [17:0] factor3;
    logic signed [31:0] sum;
    logic signed [17:0] error;
    logic [31:0] addend, accumulated;

    // Kept sums; zero for a pass that sums anew.
    logic [31:0] sums [0:KEPT-1];
    logic [31:0] sums_latch, kept, kept_sum, kept_addend;
    logic signed [25:0] moved_product;
    logic signed [15:0] weight8;  // before the update
    logic signed [16:0] moved;

    assign moved = 17'($signed(updated)) - 17'(weight8);

    always_ff @(posedge clk) begin
        if (steps.sums_write) sums[KA'(steps.sums_put)] <= steps.kept ? kept_sum : sum;
        if (steps.sums_read) sums_latch <= sums[KA'(steps.sums_address)];
        kept <= steps.sums_latched ? sums_latch : 32'd0;
        if (steps.train[7]) weight8 <= weight7;
        if (steps.moves) moved_product <= 26'(moved) * 26'(steps.moved_value);
        if (steps.keeps) kept_sum <= 32'(moved_product) + kept_addend;
    end

    assign read_slot = SLOT'(steps.read_slot);
    assign add_slot = SLOT'(steps.add_slot);
    assign write_slot = SLOT'(steps.write_slot);
    assign keep_slot = SLOT'(steps.keep_slot);
    assign kept_slot = SLOT'(steps.kept_slot);
    assign error = steps.apical ? apical_errors[read_slot] : soma_errors[read_slot];
    // One port: no sum of training is formed while one of a forward pass is.
    assign accumulated = accumulators[steps.keeps ? keep_slot : add_slot];
    assign addend = steps.add_first ? kept : steps.add_repeats ? sum : accumulated;
    assign kept_addend = steps.keep_first ? kept : steps.keep_repeats ? kept_sum : accumulated;
    assign drain_value = accumulators[drain_slot];

    always_ff @(posedge clk) begin
        if (steps.loads) begin
            weight3 <= weight;
            factor3 <= steps.train[2] ? error : 18'(steps.value);
        end
        if (steps.multiplies) product <= weight3 * factor3;
        if (steps.adds) sum <= product[31:0] + addend;
        if (steps.writes || steps.kept) accumulators[steps.kept ? kept_slot : write_slot] <= steps.kept ? kept_sum : sum;
        if (soma_write) soma_errors[error_slot] <= soma_error;
        if (apical_write) apical_errors[error_slot] <= apical_error;
    end

    // Update: delta = (error x event 2^k + (draw 2^8 | 2^7)) >> 24, which is UpdateRounding.Delta for n = 24 - k.
    logic [15:0] draw1, draw2, draw3, draw4, draw5;
    logic [15:0] mixed1, mixed2, mixed3, mixed4;
    logic signed [17:0] factor4;
    logic signed [44:0] change5, change6;
    logic signed [15:0] weight4, weight5, weight6, weight7, delta7;
    logic signed [16:0] changed7;

    assign mixed1 = draw1 ^ (draw1 >> 2);
    assign mixed2 = draw2 ^ steps.key_b;
    assign mixed3 = draw3 ^ (draw3 >> 5);
    assign mixed4 = draw4 + (draw4 << 3);
    assign changed7 = 17'(weight7) - 17'(delta7);

    always_ff @(posedge clk) begin
        if (steps.train[0]) draw1 <= draw_start + DRAW_OFFSET;
        if (steps.train[1]) draw2 <= mixed1 + (mixed1 << 5);
        if (steps.train[2]) draw3 <= mixed2 + (mixed2 << 7);
        if (steps.train[3]) begin
            draw4 <= mixed3 + steps.key_a;
            factor4 <= factor3;
            weight4 <= weight3;
        end
        if (steps.train[4]) begin
            draw5 <= mixed4 ^ (mixed4 >> 9);
            change5 <= factor4 * steps.scaled;
            weight5 <= weight4;
        end
        if (steps.train[5]) begin
            change6 <= change5 + 45'({draw5, 8'h80});
            weight6 <= weight5;
        end
        if (steps.train[6]) begin
            delta7 <= mcc_core_pkg::saturate16(32'(change6 >>> 24));
            weight7 <= weight6;
        end
        if (steps.train[7]) begin
            saturated <= changed7[16] != changed7[15];
            updated <= changed7[16] == changed7[15] ? changed7[15:0] : {changed7[16], {15{~changed7[16]}}};
        end
    end
endmodule
