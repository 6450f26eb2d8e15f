// AXI4 read master, 128 bits. Takes requests of any number of 16-byte beats, keeps up to OUTSTANDING bursts in
// flight under one identity, so that data come in the order of the requests, and marks the last beat of each request.
// The first answer that is not OKAY is kept with its address until `clear`; its data pass on and are not to be trusted.
// `flush` gives up: no new burst, what was asked for is taken and thrown away; `idle` says when nothing is in flight.
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
        .pop_valid(some), .pop_ready(ended), .pop_data(oldest), .count());

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

`ifdef PROVE_MCC_AXI_READER
`include "mcc_axi_reader.svh"
`endif
endmodule
