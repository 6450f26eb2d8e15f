// Cuts a request for any number of 16-byte beats into AXI4 bursts. A burst ends at the next 4 KiB boundary at the latest,
// which also keeps it within 256 beats. An address once shown stays until it is taken, whatever happens meanwhile; `stop`
// forgets what has not been shown.
`include "mcc_assert.svh"

module mcc_axi_bursts (
    input  logic        clk,
    input  logic        rst,
    input  logic        stop,

    input  logic        request_valid,
    output logic        request_ready,
    input  logic [63:4] request_address,
    input  logic [15:0] request_beats,

    // `allow` lets a new burst be shown; burst_start marks the cycle in which that is decided.
    input  logic        allow,
    output logic        burst_start,
    output logic [63:4] burst_address,
    output logic [7:0]  burst_length,
    output logic        burst_last,
    output logic        busy, // bursts of a request are still to be shown

    output logic        a_valid,
    input  logic        a_ready,
    output logic [63:0] a_addr,
    output logic [7:0]  a_len
);
    logic [59:0] next; // address of the next beat, in beats
    logic [15:0] left; // beats of the request that no burst has yet
    logic [8:0]  room; // beats to the boundary
    logic [8:0]  size;

    assign room          = 9'd256 - {1'b0, next[7:0]};
    assign burst_last    = left <= {7'd0, room};
    assign size          = burst_last ? left[8:0] : room;
    assign burst_address = next;
    assign burst_length  = size[7:0] - 8'd1;
    assign busy          = left != 0;
    assign burst_start   = busy && allow && !stop && (!a_valid || a_ready);
    assign request_ready = !busy && !stop;

    always_ff @(posedge clk) begin
        if (a_ready) a_valid <= 1'b0;
        if (burst_start) begin
            a_valid <= 1'b1;
            a_addr  <= {burst_address, 4'd0};
            a_len   <= burst_length;
            next    <= next + {51'd0, size};
            left    <= left - {7'd0, size};
        end
        if (request_valid && request_ready) begin
            next <= request_address;
            left <= request_beats;
        end
        if (stop) left <= '0;
        if (rst) begin
            a_valid <= 1'b0;
            left    <= '0;
        end
    end

`ifdef MCC_CHECKED
    `MCC_RESET_FIRST

    // The bursts of a request: one after the other without gap or overlap, all of it, none across 4 KiB.
    `MCC_ASSUME(!request_valid || request_beats != 0)

    mcc_handshake #(.WIDTH(72)) f_a (
        .clk, .rst, .valid(a_valid), .ready(a_ready), .offer({a_addr, a_len}));

    // What the bus has still to see of the request, by the addresses that it took.
    logic [63:4] f_next;
    logic [15:0] f_left;
    wire f_request = request_valid && request_ready;
    always @(posedge clk) begin
        if (burst_start) begin
            f_next <= f_next + {52'd0, burst_length} + 60'd1;
            f_left <= f_left - {8'd0, burst_length} - 16'd1;
        end
        if (f_request) begin
            f_next <= request_address;
            f_left <= request_beats;
        end
        if (rst || stop) f_left <= 0;
    end

    `MCC_ALWAYS begin
        if (a_valid) assert ({1'b0, a_addr[11:4]} + {1'b0, a_len} < 9'd256);    // within 4 KiB
        if (a_valid) assert (a_addr[3:0] == 0);
        if (burst_start) begin
            assert (burst_address == f_next);                                   // no gap, no overlap
            assert ({8'd0, burst_length} < f_left);                             // not too much
            assert (burst_last == ({8'd0, burst_length} + 16'd1 == f_left));    // the last is the last
            // As long as it may be: to the end or to the boundary.
            assert (burst_last || burst_address[11:4] + burst_length == 8'd255);
        end
        if (f_request) assert (f_left == 0);                                    // nothing is left of the one before
        assert (f_left == left);
        if (left != 0) assert (f_next == next);
    end

    // What was decided is what is shown.
    `MCC_NEXT if ($past(burst_start))
        assert (a_valid && a_addr == {$past(burst_address), 4'd0} && a_len == $past(burst_length));
`endif
endmodule
