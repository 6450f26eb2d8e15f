// AXI4-Lite slave: turns the bus into one write port and one read port of a register file. Address and data of a write may
// come in either order; one write and one read are in flight at a time. The register file answers in the same cycle; an
// address that it does not know is answered SLVERR.
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

`ifdef PROVE_MCC_AXIL_SLAVE
`include "mcc_axil_slave.svh"
`endif
endmodule
