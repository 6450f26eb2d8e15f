// What sources send (SendOnChange): what a source is is compared with what is held of it, what it sent before; it becomes what is
// held where it has moved by the threshold. Writes, a word of one byte of every group a cycle; two cycles later what is held from
// now on and what was sent, the difference of 9 bits. A threshold of 0 sends always.
`include "mcc_assert.svh"

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

`ifdef MCC_CHECKED
    `MCC_RESET_FIRST

    // Of the lowest byte: what is held moves by what is sent, and is what the source is but for less than the threshold.
    logic [7:0] f_is1, f_is2, f_held2;
    logic [A-1:0] f_address1, f_address2;
    logic [6:0] f_threshold2;
    logic f_plain1, f_plain2, f_signed1, f_signed2, f_write1, f_write2, f_rst1, f_rst2;
    wire signed [9:0] f_change = {put_change[8], put_change[8:0]};
    wire signed [9:0] f_now = {{2{f_signed2 && put_held[7]}}, put_held[7:0]};
    wire signed [9:0] f_was = {{2{f_signed2 && f_held2[7]}}, f_held2};
    wire signed [9:0] f_is = {{2{f_signed2 && f_is2[7]}}, f_is2};
    wire signed [9:0] f_moved = f_is - f_was;
    wire signed [9:0] f_least = {3'd0, f_threshold2};

    always @(posedge clk) begin
        f_is1 <= write_data[7:0];
        f_is2 <= f_is1;
        f_held2 <= held[7:0];
        f_threshold2 <= threshold;
        f_signed1 <= write_signed;
        f_signed2 <= f_signed1;
        f_address1 <= write_address;
        f_address2 <= f_address1;
        f_plain1 <= write_plain;
        f_plain2 <= f_plain1;
        f_write1 <= write[0] && !rst;
        f_write2 <= f_write1 && !rst;
        f_rst1 <= rst;
        f_rst2 <= f_rst1;
    end

    // A source is written again only when its last write has reached the memory.
    `MCC_ASSUME(!(write[0] && ((write1[0] && address1 == write_address) || (put[0] && put_address == write_address))))

    `MCC_ALWAYS begin
        if (!f_rst1 && !f_rst2) assert (put[0] == f_write2);
        if (put[0]) begin
            assert (f_was + f_change == f_now);
            assert (put_address == f_address2);
            if (f_plain2 || f_moved >= f_least || -f_moved >= f_least) begin
                assert (put_held[7:0] == f_is2);
            end else begin
                assert (put_held[7:0] == f_held2 && f_change == 0);
            end
        end
    end

`ifdef MCC_PROVE
    // Over all time, of a source at any address behind a memory that gives back what was put there: what was sent adds up to what
    // is held, so that sums that are moved by what was sent are those of what is held.
    `MCC_ANY(A, f_address, '0)
    `MCC_ANY(1, f_signed, '0)
    logic [7:0] f_held;
    logic signed [9:0] f_sent;
    always @* begin
        assume (write_signed == f_signed || write_address != f_address);
        assume (!write1[0] || address1 != f_address || held[7:0] == f_held);
    end

    always @(posedge clk) begin
        if (put[0] && put_address == f_address) begin
            f_held <= put_held[7:0];
            f_sent <= f_sent + f_change;
        end
        if (rst) begin
            f_held <= 0;
            f_sent <= 0;
        end
    end

    `MCC_ASSERT(f_sent == {{2{f_signed && f_held[7]}}, f_held})
`endif
`endif
endmodule
