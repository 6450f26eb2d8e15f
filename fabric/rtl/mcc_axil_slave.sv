// AXI4-Lite slave: turns the bus into one write port and one read port of a register file. Address and data of a write may
// come in either order; one write and one read are in flight at a time. The register file answers in the same cycle; an
// address that it does not know is answered SLVERR.
`include "mcc_assert.svh"

module mcc_axil_slave #(
    parameter int ADDRESS_BITS = 12
) (
    input  logic                    clk,
    input  logic                    rst,

    input  logic                    s_awvalid,
    output logic                    s_awready,
    input  logic [ADDRESS_BITS-1:0] s_awaddr,
    input  logic                    s_wvalid,
    output logic                    s_wready,
    input  logic [31:0]             s_wdata,
    input  logic [3:0]              s_wstrb,
    output logic                    s_bvalid,
    input  logic                    s_bready,
    output logic [1:0]              s_bresp,

    input  logic                    s_arvalid,
    output logic                    s_arready,
    input  logic [ADDRESS_BITS-1:0] s_araddr,
    output logic                    s_rvalid,
    input  logic                    s_rready,
    output logic [31:0]             s_rdata,
    output logic [1:0]              s_rresp,

    // The register file. write_valid lasts one cycle for each write; strobes name the bytes.
    output logic                    write_valid,
    output logic [ADDRESS_BITS-1:0] write_address,
    output logic [31:0]             write_data,
    output logic [3:0]              write_strobe,
    input  logic                    write_known,
    output logic [ADDRESS_BITS-1:0] read_address,
    input  logic [31:0]             read_data,
    input  logic                    read_known
);
    localparam logic [1:0] OKAY = 2'b00, SLVERR = 2'b10;

    logic address_held, data_held, read_held;

    // A half of a write waits here for its other half and for the answer to the write before.
    assign s_awready   = !address_held;
    assign s_wready    = !data_held;
    assign write_valid = address_held && data_held && !s_bvalid;

    always_ff @(posedge clk) begin
        if (s_awvalid && s_awready) begin
            address_held  <= 1'b1;
            write_address <= s_awaddr;
        end
        if (s_wvalid && s_wready) begin
            data_held    <= 1'b1;
            write_data   <= s_wdata;
            write_strobe <= s_wstrb;
        end
        if (s_bready) s_bvalid <= 1'b0;
        if (write_valid) begin
            address_held <= 1'b0;
            data_held    <= 1'b0;
            s_bvalid     <= 1'b1;
            s_bresp      <= write_known ? OKAY : SLVERR;
        end
        if (rst) begin
            address_held <= 1'b0;
            data_held    <= 1'b0;
            s_bvalid     <= 1'b0;
        end
    end

    // A read takes a cycle to find its register, so that the choice among registers starts at a flip-flop.
    assign s_arready = !read_held;

    always_ff @(posedge clk) begin
        if (s_arvalid && s_arready) begin
            read_held    <= 1'b1;
            read_address <= s_araddr;
        end
        if (s_rready) s_rvalid <= 1'b0;
        if (read_held && !s_rvalid) begin
            read_held <= 1'b0;
            s_rvalid  <= 1'b1;
            s_rdata   <= read_known ? read_data : 32'd0;
            s_rresp   <= read_known ? OKAY : SLVERR;
        end
        if (rst) begin
            read_held <= 1'b0;
            s_rvalid  <= 1'b0;
        end
    end

`ifdef MCC_CHECKED
    `MCC_RESET_FIRST

    // AXI4-Lite as a slave must keep it: answers only to what was asked, one each, held until taken, never withheld; and each
    // write reaches the register file once, as it came.
    mcc_handshake #(.WIDTH(ADDRESS_BITS), .ASSUMED(1)) f_aw (
        .clk, .rst, .valid(s_awvalid), .ready(s_awready), .offer(s_awaddr));
    mcc_handshake #(.WIDTH(36), .ASSUMED(1)) f_w (
        .clk, .rst, .valid(s_wvalid), .ready(s_wready), .offer({s_wdata, s_wstrb}));
    mcc_handshake #(.WIDTH(ADDRESS_BITS), .ASSUMED(1)) f_ar (
        .clk, .rst, .valid(s_arvalid), .ready(s_arready), .offer(s_araddr));
    mcc_handshake #(.WIDTH(2)) f_b (
        .clk, .rst, .valid(s_bvalid), .ready(s_bready), .offer(s_bresp));
    mcc_handshake #(.WIDTH(34)) f_r (
        .clk, .rst, .valid(s_rvalid), .ready(s_rready), .offer({s_rdata, s_rresp}));

    // Asked and not yet answered.
    logic [1:0] f_addresses, f_data, f_writes, f_reads;
    logic [ADDRESS_BITS-1:0] f_address, f_read_address;
    logic [35:0] f_word;
    logic [1:0] f_write_answer, f_read_answer;
    logic [31:0] f_read_word;
    logic [2:0] f_write_wait, f_read_wait;

    always @(posedge clk) begin
        f_addresses <= f_addresses + (s_awvalid && s_awready) - (s_bvalid && s_bready);
        f_data <= f_data + (s_wvalid && s_wready) - (s_bvalid && s_bready);
        f_writes <= f_writes + write_valid - (s_bvalid && s_bready);
        f_reads <= f_reads + (s_arvalid && s_arready) - (s_rvalid && s_rready);
        if (s_awvalid && s_awready) f_address <= s_awaddr;
        if (s_wvalid && s_wready) f_word <= {s_wdata, s_wstrb};
        if (s_arvalid && s_arready) f_read_address <= s_araddr;
        if (write_valid) f_write_answer <= write_known ? 2'b00 : 2'b10;
        f_read_answer <= read_known ? 2'b00 : 2'b10;
        f_read_word <= read_known ? read_data : 32'd0;
        f_write_wait <= address_held && data_held && s_bready ? f_write_wait + 3'd1 : 3'd0;
        f_read_wait <= read_held && s_rready ? f_read_wait + 3'd1 : 3'd0;
        if (rst) begin
            f_addresses <= 0; f_data <= 0; f_writes <= 0; f_reads <= 0; f_write_wait <= 0; f_read_wait <= 0;
        end
    end

    `MCC_ALWAYS begin
        if (s_bvalid) assert (f_addresses != 0 && f_data != 0 && f_writes == 1 && s_bresp == f_write_answer);
        if (s_rvalid) assert (f_reads != 0);
        if (write_valid) assert (write_address == f_address && {write_data, write_strobe} == f_word);
        if (write_valid) assert (f_addresses > f_writes && f_data > f_writes);
        if (read_held) assert (read_address == f_read_address);
        assert (f_write_wait < 3 && f_read_wait < 3);
        // Invariants that induction needs: two of each at most, one held and one answered.
        assert (f_addresses == address_held + s_bvalid && f_data == data_held + s_bvalid);
        assert (f_writes == s_bvalid && f_reads == read_held + s_rvalid);
        if (address_held) assert (write_address == f_address);
        if (data_held) assert ({write_data, write_strobe} == f_word);
    end

    // A read's answer is what the register file said when it was asked, and that only.
    `MCC_NEXT if (s_rvalid && !$past(s_rvalid))
        assert (s_rdata == f_read_word && s_rresp == f_read_answer);
`endif
endmodule
