// Output and derivatives of one cell per cycle, nine cycles after its sums: IntegerLaw.Output, Derivatives and IsOpen.
// Cooperation, point and tm2 are exact; the other laws are R g(RC) with g from the table. A law of the form
// X1 Y1 + X2 Y2 is added by its operands and its derivatives at stage 6.
module mcc_law (
    input  logic               clk,
    input  logic [8:0]         valid,        // bit i: stage i holds a cell that matters
    input  logic [2:0]         law,
    input  logic signed [15:0] r,
    input  logic signed [15:0] c,
    input  logic               table_write,
    input  logic [7:0]         table_segment,
    input  logic signed [15:0] table_value,
    input  logic signed [16:0] table_rise,
    output logic [7:0]         out,
    output logic               open,         // 0 < out < 192: errors pass
    output logic signed [15:0] by_r,
    output logic signed [15:0] by_c
);
    localparam logic signed [15:0] ONE = 16'sd1024;

    // Stages 1 to 3: p = R C in Q.10, clamped, into the table.
    logic signed [15:0] r1, c1, r2, c2, r3, c3;
    logic signed [31:0] product1, rounded1;
    logic signed [13:0] p2, p3;
    logic signed [15:0] value3;
    logic signed [16:0] rise3;
    logic [5:0] fraction3;

    assign rounded1 = mcc_core_pkg::round_shift(product1, 4'd10);

    mcc_table gain (
            .clk, .write(table_write), .write_segment(table_segment), .write_value(table_value), .write_rise(table_rise),
            .x(p2), .value(value3), .rise(rise3), .fraction(fraction3));

    always_ff @(posedge clk) begin
        if (valid[0]) begin
            r1 <= r;
            c1 <= c;
            product1 <= r * c;
        end
        if (valid[1]) begin
            r2 <= r1;
            c2 <= c1;
            p2 <= rounded1 > 32'sd8191 ? 14'sh1FFF : rounded1 < -32'sd8192 ? 14'sh2000 : rounded1[13:0];
        end
        if (valid[2]) begin
            r3 <= r2;
            c3 <= c2;
            p3 <= p2;
        end
    end

    // Stages 4 and 5: g and the parts of its derivative.
    logic signed [15:0] r4, c4, r5, c5, value4, g5, slope5;
    logic signed [31:0] inter4, chain4, slope4, chain5;

    always_ff @(posedge clk) begin
        if (valid[3]) begin
            r4 <= r3;
            c4 <= c3;
            value4 <= value3;
            inter4 <= 32'(rise3) * $signed({26'd0, fraction3});
            chain4 <= 32'(p3) * 32'(rise3);
            slope4 <= 32'(r3) * 32'(rise3);
        end
        if (valid[4]) begin
            r5 <= r4;
            c5 <= c4;
            g5 <= value4 + 16'(mcc_core_pkg::round_shift(inter4, 4'd6));
            chain5 <= mcc_core_pkg::round_shift(chain4, 4'd6);
            slope5 <= mcc_core_pkg::saturate16(mcc_core_pkg::round_shift(slope4, 4'd6));
        end
    end

    // Stage 6: the operands of A = X1 Y1 + X2 Y2, and the derivatives where they need no more.
    logic signed [15:0] clamped5, magnitude5, x6, y6, v6, w6, by_r6, by_c6;
    logic signed [31:0] bend5, slope6;
    logic exact6;

    assign clamped5 = r5 < -ONE ? -ONE : r5;
    assign magnitude5 = ONE + (clamped5[15] ? -clamped5 : clamped5);
    assign bend5 = clamped5 == 16'sd0 ? 32'sd0 : clamped5[15] ? 32'sd0 - 32'(c5) : 32'(c5);

    always_ff @(posedge clk) begin
        if (valid[5]) begin
            slope6 <= slope5 * r5;
            exact6 <= 1'b1;
            x6 <= r5;
            y6 <= ONE;
            v6 <= c5;
            w6 <= '0;
            by_r6 <= ONE;
            by_c6 <= ONE;
            case (law)
                mcc_core_pkg::LAW_COOPERATION: begin
                    x6 <= clamped5;
                    y6 <= clamped5 + 2 * ONE;
                    w6 <= magnitude5;
                    by_r6 <= r5 < -ONE ? 16'sd0 : mcc_core_pkg::saturate16(2 * 32'(clamped5) + 2 * 32'(ONE) + bend5);
                    by_c6 <= magnitude5;
                end
                mcc_core_pkg::LAW_POINT: w6 <= ONE;
                mcc_core_pkg::LAW_TM2: begin
                    y6 <= ONE + c5;
                    by_r6 <= ONE + c5;
                    by_c6 <= r5;
                end
                default: begin
                    exact6 <= 1'b0;
                    y6 <= g5;
                    by_r6 <= mcc_core_pkg::saturate16(32'(g5) + chain5);
                end
            endcase
        end
    end

    // Stages 7 to 9: the value, rounded and clipped.
    logic signed [31:0] first7, second7, value8, rounded8;
    logic signed [15:0] by_r7, by_c7, by_r8, by_c8;

    assign rounded8 = mcc_core_pkg::round_shift(value8, 4'd15);

    always_ff @(posedge clk) begin
        if (valid[6]) begin
            first7 <= x6 * y6;
            second7 <= v6 * w6;
            by_r7 <= by_r6;
            by_c7 <= exact6 ? by_c6 : mcc_core_pkg::saturate16(mcc_core_pkg::round_shift(slope6, 4'd10));
        end
        if (valid[7]) begin
            value8 <= first7 + second7;
            by_r8 <= by_r7;
            by_c8 <= by_c7;
        end
        if (valid[8]) begin
            by_r <= by_r8;
            by_c <= by_c8;
            out <= rounded8 > 32'sd192 ? 8'd192 : rounded8 < 32'sd0 ? 8'd0 : rounded8[7:0];
            open <= rounded8 > 32'sd0 && rounded8 < 32'sd192;
        end
    end
endmodule
