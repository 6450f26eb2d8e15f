// What sources send (SendOnChange): what a source is is compared with what is held of it, what it sent before; it becomes what is
// held where it has moved by the threshold. Writes, a word of one byte of every group a cycle; two cycles later what is held from
// now on and what was sent, the difference of 9 bits. A threshold of 0 sends always.
module mcc_send #(
    parameter int GROUPS = 4,
    parameter int A = 12
) (
    input  logic                clk,
    input  logic                rst,
    input  logic [6:0]          threshold,
    input  logic [GROUPS-1:0]   write,         // bytes of the word
    input  logic                write_plain,   // sent whatever is held, as states come in
    input  logic                write_signed,
    input  logic [A-1:0]        write_address,
    input  logic [8*GROUPS-1:0] write_data,
    input  logic [8*GROUPS-1:0] held,          // what was sent before, one cycle later
    output logic [GROUPS-1:0]   put,
    output logic [A-1:0]        put_address,
    output logic [8*GROUPS-1:0] put_held,
    output logic [9*GROUPS-1:0] put_change
);
    logic [GROUPS-1:0] write1;
    logic plain1, signed1;
    logic [A-1:0] address1;
    logic [8*GROUPS-1:0] data1;

    always_ff @(posedge clk) begin
        write1 <= rst ? '0 : write;
        put <= rst ? '0 : write1;
        if (write != '0) begin
            plain1 <= write_plain;
            signed1 <= write_signed;
            address1 <= write_address;
            data1 <= write_data;
        end
        if (write1 != '0) put_address <= address1;
    end

    genvar g;
    generate
        for (g = 0; g < GROUPS; g = g + 1) begin : g_byte
            logic [7:0] is, was;
            logic signed [8:0] moved;
            logic [8:0] distance;
            logic sends;

            assign is = data1[8*g +: 8];
            assign was = held[8*g +: 8];
            assign moved = $signed({signed1 && is[7], is}) - $signed({signed1 && was[7], was});
            assign distance = moved[8] ? 9'd0 - moved : moved;
            assign sends = plain1 || distance >= {2'd0, threshold};

            always_ff @(posedge clk)
                if (write1[g]) begin
                    put_held[8*g +: 8] <= sends ? is : was;
                    put_change[9*g +: 9] <= sends ? moved : 9'd0;
                end
        end
    endgenerate

`ifdef PROVE_MCC_SEND
`include "mcc_send.svh"
`endif
endmodule
