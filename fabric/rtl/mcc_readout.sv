// From the read-out's sums to gains (MaskFormat.FromSum), packed for memory, and in training to the read-out's errors.
`include "mcc_assert.svh"

module mcc_readout #(
    parameter int LANES = 64,
    localparam int WIDTH = LANES < 16 ? LANES : 16,
    localparam int GROUPS = LANES / WIDTH,
    localparam int J = $clog2(WIDTH),
    localparam int G = $clog2(GROUPS)
) (
    input  logic               clk,
    input  logic               rst,
    input  logic               table_write,
    input  mcc_core_pkg::table_entry_t table_entry,

    input  logic               clear_errors,     // before a frame of training
    input  logic [8:0]         chunks,           // words of the read-out's columns
    input  logic               train,
    input  logic [2:0]         error_shift,      // of the read-out
    output logic               ready,            // for a frame

    input  logic               sum_valid,
    input  logic               sum_first,
    input  logic               sum_last,
    input  logic signed [15:0] sum,

    // Targets, eight at a time, two frames.
    input  logic               target_write,
    input  logic               target_half,
    input  logic [5:0]         target_beat,
    input  logic [127:0]       target_data,
    input  logic               half,             // of the frame that runs

    // Errors to the groups.
    output logic [GROUPS-1:0]  error_write,
    output mcc_core_pkg::readout_error_t error,
    output logic               errors_done,

    // Gains to memory: a frame is offered when it is complete.
    input  logic [5:0]         beats,            // of a frame, less one
    output logic               frame_valid,
    input  logic               frame_ready,
    output logic               gain_valid,
    input  logic               gain_ready,
    output logic [127:0]       gain_data
);
    // 1: clamped; 2: segment of the sigmoid; 3: product; 4: gain; 5: difference from the mask; 6: error, as much as the band counts.
    logic [6:1] valid, last;
    logic signed [13:0] x1;
    logic signed [15:0] value2, value3, gain4;
    logic [15:0] target4, target3;
    logic signed [16:0] rise2;
    logic [5:0] fraction2;
    logic signed [31:0] product3;
    logic [8:0] index, index1, index2, index3, index4, index5, index6;
    logic signed [16:0] difference5;
    logic signed [2:0] weight5;
    logic signed [12:0] error6;

    mcc_table sigmoid (
            .clk, .write(table_write), .entry(table_entry),
            .x(x1), .value(value2), .rise(rise2), .fraction(fraction2));

    logic [127:0] targets [0:127];
    logic [127:0] target_word3;
    logic [2:0] target_lane3;

    assign index = sum_first ? 9'd0 : index1 + 9'd1;
    assign target3 = target_word3[16*target_lane3 +: 16];

    always_ff @(posedge clk) begin
        if (target_write) targets[{target_half, target_beat}] <= target_data;
        valid <= rst ? '0 : {valid[5:1], sum_valid};
        last <= rst ? '0 : {last[5:1], sum_valid && sum_last};
        if (sum_valid) begin
            x1 <= sum > 16'sd8191 ? 14'sh1FFF : sum < -16'sd8192 ? 14'sh2000 : sum[13:0];
            index1 <= index;
        end
        index2 <= index1;
        if (valid[2]) begin
            product3 <= 32'(rise2) * $signed({26'd0, fraction2});
            value3 <= value2;
            target_word3 <= targets[{half, index2[8:3]}];
            target_lane3 <= index2[2:0];
        end
        index3 <= index2;
        if (valid[3]) begin
            gain4 <= value3 + 16'(mcc_core_pkg::round_shift(product3, 4'd6));
            target4 <= target3;
        end
        index4 <= index3;
        if (valid[4]) begin
            difference5 <= 17'(gain4) - $signed(17'({4'd0, target4[12:0]}));
            weight5 <= target4[15:13];
        end
        index5 <= index4;
        if (valid[5]) error6 <= mcc_core_pkg::target_error(difference5, weight5);
        index6 <= index5;
    end

    // Errors of lanes beyond the outputs must be zero: all are cleared first.
    logic clearing;
    logic [8:0] clear_chunk;
    logic [J-1:0] clear_lane;

    assign ready = !clearing && !frame_valid && !gain_valid;
    assign error.lane = clearing ? 4'(clear_lane) : 4'(index6[J-1:0]);
    assign error.word = clearing ? clear_chunk[7:0] : 8'(index6 >> (J + G));
    assign error.value = clearing ? 18'sd0 : 18'(error6) <<< error_shift;
    assign errors_done = train && valid[6] && last[6];

    always_comb
        for (int g = 0; g < GROUPS; g++)
            error_write[g] = clearing || (train && valid[6] && ((G + 1)'(index6 >> J) & (G + 1)'(GROUPS - 1)) == (G + 1)'(g));

    always_ff @(posedge clk) begin
        if (rst) clearing <= 1'b0;
        else if (clear_errors) clearing <= 1'b1;
        else if (clear_lane == '1 && clear_chunk == chunks - 9'd1) clearing <= 1'b0;
        if (clear_errors) begin
            clear_lane <= '0;
            clear_chunk <= '0;
        end else if (clearing) begin
            clear_lane <= clear_lane + 1'b1;
            if (clear_lane == '1) clear_chunk <= clear_chunk + 9'd1;
        end
    end

    // Eight gains a beat.
    logic [127:0] beat, packed_beat;
    logic full;
    logic [5:0] gains_left;
    logic pushed;

    assign full = valid[4] && (index4[2:0] == 3'd7 || last[4]);
    assign packed_beat = index4[2:0] == 3'd0 ? 128'(unsigned'(gain4)) : beat | (128'(unsigned'(gain4)) << {index4[2:0],
    4'd0});

    mcc_fifo #(.WIDTH(128), .DEPTH(64), .NEVER_FULL(1)) gains (
            .clk, .rst, .push_valid(full), .push_ready(), .push_data(packed_beat),
            .pop_valid(pushed), .pop_ready(gain_valid && gain_ready), .pop_data(gain_data), .count());

    logic sending;

    assign gain_valid = sending && pushed;

    always_ff @(posedge clk) begin
        if (valid[4]) beat <= packed_beat;
        if (rst) begin
            frame_valid <= 1'b0;
            sending <= 1'b0;
        end else begin
            if (valid[4] && last[4]) frame_valid <= 1'b1;
            else if (frame_valid && frame_ready) begin
                frame_valid <= 1'b0;
                sending <= 1'b1;
            end
            if (gain_valid && gain_ready && gains_left == 6'd0) sending <= 1'b0;
        end
        if (frame_valid) gains_left <= beats;
        else if (gain_valid && gain_ready) gains_left <= gains_left - 6'd1;
    end
endmodule
