// AXI4 read master, 128 bits. Takes requests of any number of 16-byte beats, keeps up to OUTSTANDING bursts in
// flight under one identity, so that data come in the order of the requests, and marks the last beat of each request.
// The first answer that is not OKAY is kept with its address until `clear`; its data pass on and are not to be trusted.
// `flush` gives up: no new burst, what was asked for is taken and thrown away; `idle` says when nothing is in flight.
`include "mcc_assert.svh"

module mcc_axi_reader #(
    parameter int OUTSTANDING = 8
) (
    input  logic         clk,
    input  logic         rst,

    input  logic         request_valid,
    output logic         request_ready,
    input  logic [63:4]  request_address, // in beats
    input  logic [15:0]  request_beats,   // at least 1

    output logic         data_valid,
    input  logic         data_ready,
    output logic [127:0] data,
    output logic         data_last,

    input  logic         flush,
    output logic         idle,
    input  logic         clear,
    output logic         error,
    output logic [63:0]  error_address,

    output logic         m_arvalid,
    input  logic         m_arready,
    output logic [63:0]  m_araddr,
    output logic [7:0]   m_arlen,
    input  logic         m_rvalid,
    output logic         m_rready,
    input  logic [127:0] m_rdata,
    input  logic [1:0]   m_rresp,
    input  logic         m_rlast
);
    logic        start, last, busy, space, taken, ended, some, room;
    logic [63:4] address;
    logic [60:0] oldest; // of the burst whose data come now: last of its request, address in beats
    logic [7:0]  beat;   // of that burst
    // verilator lint_off UNUSEDSIGNAL
    logic [$clog2(OUTSTANDING):0] in_flight_count; // for assertions
    // verilator lint_on UNUSEDSIGNAL

    mcc_axi_bursts bursts (
        .clk(clk), .rst(rst), .stop(flush),
        .request_valid(request_valid), .request_ready(request_ready),
        .request_address(request_address), .request_beats(request_beats),
        .allow(space), .burst_start(start), .burst_address(address), .burst_length(), .burst_last(last),
        .busy(busy),
        .a_valid(m_arvalid), .a_ready(m_arready), .a_addr(m_araddr), .a_len(m_arlen));

    mcc_fifo #(.WIDTH(61), .DEPTH(OUTSTANDING)) in_flight (
        .clk(clk), .rst(rst),
        .push_valid(start), .push_ready(space), .push_data({last, address}),
        .pop_valid(some), .pop_ready(ended), .pop_data(oldest), .count(in_flight_count));

    assign taken = m_rvalid && m_rready;
    assign ended = taken && m_rlast;
    assign idle  = !busy && !some && !data_valid;

    // The bus's ready comes from a register; whatever waits here when all is given up is forgotten.
    mcc_fifo #(.WIDTH(129), .DEPTH(4)) arrived (
        .clk(clk), .rst(rst || flush),
        .push_valid(m_rvalid && !flush), .push_ready(room), .push_data({m_rlast && oldest[60], m_rdata}),
        .pop_valid(data_valid), .pop_ready(data_ready), .pop_data({data_last, data}), .count());
    assign m_rready = room || flush;

    always_ff @(posedge clk) begin
        if (taken) beat <= m_rlast ? 8'd0 : beat + 8'd1;
        if (clear) error <= 1'b0;
        if (taken && m_rresp != 2'b00 && (!error || clear)) begin
            error         <= 1'b1;
            error_address <= {oldest[59:0] + {52'd0, beat}, 4'd0};
        end
        if (rst) begin
            beat  <= '0;
            error <= 1'b0;
        end
    end

`ifdef MCC_CHECKED
    `MCC_RESET_FIRST

    // AXI4 reads as a master must keep them, against a bus that answers late, slowly and with errors. The cutting of requests is
    // proved in mcc_axi_bursts, the order of what arrives in mcc_fifo.
    `MCC_ASSUME(!request_valid || request_beats != 0)

    mcc_handshake #(.WIDTH(72)) f_ar (
        .clk, .rst, .valid(m_arvalid), .ready(m_arready), .offer({m_araddr, m_arlen}));
    mcc_handshake #(.WIDTH(131), .ASSUMED(1)) f_r (
        .clk, .rst, .valid(m_rvalid), .ready(m_rready), .offer({m_rdata, m_rresp, m_rlast}));

    // The bus: bursts taken and not yet answered to the end; it answers the oldest with the beats that were asked for.
    localparam int F_BITS = $clog2(OUTSTANDING) + 1;
    logic [F_BITS-1:0] f_asked, f_answered;
    logic [7:0] f_lengths [0:(1 << F_BITS)-1];
    logic [7:0] f_beat;
    wire [F_BITS-1:0] f_open = f_asked - f_answered;
    `MCC_ASSUME(!m_rvalid || (f_open != 0 && m_rlast == (f_beat == f_lengths[f_answered])))

    always @(posedge clk) begin
        if (m_arvalid && m_arready) begin
            f_lengths[f_asked] <= m_arlen;
            f_asked <= f_asked + 1'b1;
        end
        if (m_rvalid && m_rready) f_beat <= m_rlast ? 8'd0 : f_beat + 8'd1;
        if (m_rvalid && m_rready && m_rlast) f_answered <= f_answered + 1'b1;
        if (rst) begin
            f_asked <= 0; f_answered <= 0; f_beat <= 0;
        end
    end

    `MCC_ALWAYS begin
        assert ({1'b0, f_open} + m_arvalid <= OUTSTANDING); // not more at once than allowed
        if (idle) assert (f_open == 0 && !m_arvalid && !data_valid);    // idle is idle
        if (flush) assert (m_rready && !request_ready);                 // giving up never blocks the bus
        // Invariants that induction needs.
        assert ({1'b0, f_open} + m_arvalid == in_flight_count);
    end

    `MCC_NEXT begin
        if ($past(flush) && !$past(m_arvalid)) assert (!m_arvalid);     // and asks for nothing more
        if ($past(m_rvalid && m_rready && m_rresp != 0)) assert (error);
        if (error && !$past(error)) assert ($past(m_rvalid && m_rready && m_rresp != 0));
        if ($past(error) && !$past(clear)) assert (error && error_address == $past(error_address));
    end
`endif
endmodule
