// AXI4 write master, 128 bits. Takes requests of any number of 16-byte beats with byte strobes. Data follow in the order of
// the requests and never wait for an address to be taken. Up to OUTSTANDING bursts may be unanswered; `idle` says that
// none is, so that what was written can be seen by everyone. The first answer that is not OKAY is kept with the address of its
// burst until `clear`. `flush` gives up: no new burst, and bursts already shown are filled with beats that write nothing.
module mcc_axi_writer #(
    parameter int OUTSTANDING = 8
) (
    input  logic         clk,
    input  logic         rst,

    input  logic         request_valid,
    output logic         request_ready,
    input  logic [63:4]  request_address, // in beats
    input  logic [15:0]  request_beats,   // at least 1

    input  logic         data_valid,
    output logic         data_ready,
    input  logic [127:0] data,
    input  logic [15:0]  data_strobe,

    input  logic         flush,
    output logic         idle,
    input  logic         clear,
    output logic         error,
    output logic [63:0]  error_address,

    output logic         m_awvalid,
    input  logic         m_awready,
    output logic [63:0]  m_awaddr,
    output logic [7:0]   m_awlen,
    output logic         m_wvalid,
    input  logic         m_wready,
    output logic [127:0] m_wdata,
    output logic [15:0]  m_wstrb,
    output logic         m_wlast,
    input  logic         m_bvalid,
    output logic         m_bready,
    input  logic [1:0]   m_bresp
);
    logic        start, busy, filling, answering, ended;
    logic [63:4] address;
    logic [7:0]  length, beat, final_beat;
    logic [59:0] oldest; // address, in beats, of the burst that is answered next
    logic        answer_space, length_space;
    logic        beat_in;

    mcc_axi_bursts bursts (
        .clk(clk), .rst(rst), .stop(flush),
        .request_valid(request_valid), .request_ready(request_ready),
        .request_address(request_address), .request_beats(request_beats),
        .allow(answer_space && length_space),
        .burst_start(start), .burst_address(address), .burst_length(length), .burst_last(), .busy(busy),
        .a_valid(m_awvalid), .a_ready(m_awready), .a_addr(m_awaddr), .a_len(m_awlen));

    // Bursts whose data are still to be sent, and bursts whose answer is still to come.
    mcc_fifo #(.WIDTH(8), .DEPTH(OUTSTANDING)) lengths (
        .clk(clk), .rst(rst), .push_valid(start), .push_ready(length_space), .push_data(length),
        .pop_valid(filling), .pop_ready(ended), .pop_data(final_beat), .count());
    mcc_fifo #(.WIDTH(60), .DEPTH(OUTSTANDING)) answers (
        .clk(clk), .rst(rst), .push_valid(start), .push_ready(answer_space), .push_data(address),
        .pop_valid(answering), .pop_ready(m_bvalid), .pop_data(oldest), .count());

    // A beat once shown must stay, so it is held in a register; `flush` fills what is missing.
    assign data_ready = filling && (!m_wvalid || m_wready) && !flush;
    assign beat_in    = filling && (!m_wvalid || m_wready) && (data_valid || flush);
    assign ended      = beat_in && beat == final_beat;
    assign m_bready   = 1'b1;
    assign idle       = !busy && !answering;

    always_ff @(posedge clk) begin
        if (m_wready) m_wvalid <= 1'b0;
        if (beat_in) begin
            m_wvalid <= 1'b1;
            m_wdata  <= data;
            m_wstrb  <= flush ? 16'd0 : data_strobe;
            m_wlast  <= ended;
            beat     <= ended ? 8'd0 : beat + 8'd1;
        end
        if (clear) error <= 1'b0;
        if (m_bvalid && m_bresp != 2'b00 && (!error || clear)) begin
            error         <= 1'b1;
            error_address <= {oldest, 4'd0};
        end
        if (rst) begin
            beat     <= '0;
            m_wvalid <= 1'b0;
            error    <= 1'b0;
        end
    end

`ifdef PROVE_MCC_AXI_WRITER
`include "mcc_axi_writer.svh"
`endif
endmodule
