// One lane: a multiplier with accumulators for the forward sums, the same multiplier for the products of the backward sum, a
// second one for the update, a third for what the update changes of the sums that are kept, and the lane's share of the random
// rounding. Every multiplier has the shape of a DSP48E2 (27 x 18, registers before, inside and behind it, one addition).
// Stages of a beat (the group's numbers): 2 weight read, 3 operands, 4 product, 5 accumulator; update: 6 sum, 7 delta, 8 weight,
// 9 change times event, 10 accumulator.
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
    // the beat
    input  logic [15:0]        draw_start,     // stage 0: a + column constant of the word's first lane
    input  logic               train0,         // the beat at each stage is one of training
    input  logic               train1,
    input  logic               train2,
    input  logic               train3,
    input  logic               train4,
    input  logic               train5,
    input  logic               train6,
    input  logic               train7,
    input  logic               valid2,
    input  logic               valid3,
    input  logic               forward4,
    input  logic               forward5,
    input  logic [15:0]        key_b2,
    input  logic [15:0]        key_a3,
    input  logic [15:0]        weight2,
    input  logic signed [8:0]  event2,
    input  logic [SLOT-1:0]    slot2,
    input  logic               apical2,
    input  logic signed [26:0] scaled4,        // the event, shifted for the update
    input  logic               first4,
    input  logic [SLOT-1:0]    slot4,
    input  logic               repeat4,        // the beat before had the same accumulator
    input  logic [SLOT-1:0]    slot5,
    // the same in training, for the kept sums
    input  logic               keep8,
    input  logic               keep9,
    input  logic               keep10,
    input  logic signed [8:0]  event8,
    input  logic               first9,
    input  logic [SLOT-1:0]    slot9,
    input  logic               repeat9,
    input  logic [SLOT-1:0]    slot10,
    input  logic               kept_read,      // two cycles before the first row needs them
    input  logic               kept_latched,
    input  logic [KA-1:0]      kept_address,
    input  logic               kept_write,     // of the last row
    input  logic [KA-1:0]      put_address,
    output logic signed [33:0] product4,
    output logic [15:0]        weight8,
    output logic               saturated8,
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
    logic signed [15:0] weight3;
    logic signed [17:0] factor3;
    logic signed [31:0] sum5;
    logic signed [17:0] error2;
    logic [31:0] addend4, accumulated;

    // Kept sums; zero for a pass that sums anew.
    logic [31:0] sums [0:KEPT-1];
    logic [31:0] sums_latch, kept, sum10, addend9;
    logic signed [25:0] product9;
    logic signed [15:0] old8;
    logic signed [16:0] moved8;

    assign moved8 = 17'($signed(weight8)) - 17'(old8);

    always_ff @(posedge clk) begin
        if (kept_write) sums[put_address] <= keep10 ? sum10 : sum5;
        if (kept_read) sums_latch <= sums[kept_address];
        kept <= kept_latched ? sums_latch : 32'd0;
        if (train7) old8 <= weight7;
        if (keep8) product9 <= 26'(moved8) * 26'(event8);
        if (keep9) sum10 <= 32'(product9) + addend9;
    end

    assign error2 = apical2 ? apical_errors[slot2] : soma_errors[slot2];
    // No beat of training is at stage 9 while one of a forward pass is at 4.
    assign accumulated = accumulators[keep9 ? slot9 : slot4];
    assign addend4 = first4 ? kept : repeat4 ? sum5 : accumulated;
    assign addend9 = first9 ? kept : repeat9 ? sum10 : accumulated;
    assign drain_value = accumulators[drain_slot];

    always_ff @(posedge clk) begin
        if (valid2) begin
            weight3 <= weight2;
            factor3 <= train2 ? error2 : 18'(event2);
        end
        if (valid3) product4 <= weight3 * factor3;
        if (forward4) sum5 <= product4[31:0] + addend4;
        if (forward5 || keep10) accumulators[keep10 ? slot10 : slot5] <= keep10 ? sum10 : sum5;
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
    assign mixed2 = draw2 ^ key_b2;
    assign mixed3 = draw3 ^ (draw3 >> 5);
    assign mixed4 = draw4 + (draw4 << 3);
    assign changed7 = 17'(weight7) - 17'(delta7);

    always_ff @(posedge clk) begin
        if (train0) draw1 <= draw_start + DRAW_OFFSET;
        if (train1) draw2 <= mixed1 + (mixed1 << 5);
        if (train2) draw3 <= mixed2 + (mixed2 << 7);
        if (train3) begin
            draw4 <= mixed3 + key_a3;
            factor4 <= factor3;
            weight4 <= weight3;
        end
        if (train4) begin
            draw5 <= mixed4 ^ (mixed4 >> 9);
            change5 <= factor4 * scaled4;
            weight5 <= weight4;
        end
        if (train5) begin
            change6 <= change5 + 45'({draw5, 8'h80});
            weight6 <= weight5;
        end
        if (train6) begin
            delta7 <= mcc_core_pkg::saturate16(32'(change6 >>> 24));
            weight7 <= weight6;
        end
        if (train7) begin
            saturated8 <= changed7[16] != changed7[15];
            weight8 <= changed7[16] == changed7[15] ? changed7[15:0] : {changed7[16], {15{~changed7[16]}}};
        end
    end
endmodule
