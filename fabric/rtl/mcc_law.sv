// Output and derivatives of one cell per cycle, nine cycles after its sums: IntegerLaw.Output and Derivatives, and for the law
// whose cells remember GatedMemory.Next and Derivatives. Cooperation, point, sq, tm2 and gated are exact; the other laws are
// R g(RC) with g from the table. A law of the form X1 Y1 + X2 Y2 is added by its operands and its derivatives at stage 6.
module mcc_law (
    input  logic               clk,
    input  logic [8:0]         valid,        // bit i: stage i holds a cell that matters
    input  logic [3:0]         law,
    input  logic signed [15:0] r,
    input  logic signed [15:0] c,
    input  logic [15:0]        memory,       // what the cell remembered, three cycles after r and c
    input  logic               table_write,
    input  mcc_core_pkg::table_entry_t table_entry,
    output logic [7:0]         out,
    output logic [15:0]        memory_next,  // what it remembers now
    output logic               open,         // 0 < out < 192, where a cell remembers 0 < out
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
            .clk, .write(table_write), .entry(table_entry),
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

    // Stages 4 and 5: g and the parts of its derivative; R + C where above 0; of a cell that remembers its gate and how far it
    // is from what it would take up.
    localparam logic signed [15:0] HALF_RANGE = 2 * ONE;  // of the gate, in C
    localparam logic signed [15:0] MAX_INPUT = 6 * ONE;

    logic signed [15:0] r4, c4, r5, c5, value4, g5, slope5, both4, above5;
    logic signed [16:0] c_shifted4, way5;
    logic signed [31:0] inter4, chain4, slope4, chain5;
    logic [15:0] memory4, memory5;
    logic [12:0] taken4, gate5;

    assign both4 = r4 + c4;  // both are sums, 15 bits and sign at most
    assign taken4 = r4[15] ? 13'd0 : r4 > MAX_INPUT ? 13'(MAX_INPUT) : r4[12:0];
    assign c_shifted4 = 17'(c4) + 17'(HALF_RANGE);

    always_ff @(posedge clk) begin
        if (valid[3]) begin
            r4 <= r3;
            c4 <= c3;
            memory4 <= memory;
            value4 <= value3;
            inter4 <= 32'(rise3) * $signed({26'd0, fraction3});
            chain4 <= 32'(p3) * 32'(rise3);
            slope4 <= 32'(r3) * 32'(rise3);
        end
        if (valid[4]) begin
            r5 <= r4;
            c5 <= c4;
            memory5 <= memory4;
            above5 <= both4[15] ? 16'sd0 : both4;
            gate5 <= c_shifted4[16] ? 13'd0 : c_shifted4 > 2 * 17'(HALF_RANGE) ? 13'(2 * HALF_RANGE) : c_shifted4[12:0];
            way5 <= $signed({1'b0, taken4, 3'b000}) - $signed({1'b0, memory4});
            g5 <= value4 + 16'(mcc_core_pkg::round_shift(inter4, 4'd6));
            chain5 <= mcc_core_pkg::round_shift(chain4, 4'd6);
            slope5 <= mcc_core_pkg::saturate16(mcc_core_pkg::round_shift(slope4, 4'd6));
        end
    end

    // Stage 6: the operands of A = X1 Y1 + X2 Y2, and the derivatives where they need no more.
    logic signed [15:0] clamped5, magnitude5, steep5, w6, by_r6, by_c6;
    logic signed [16:0] x6, y6, v6;
    logic signed [31:0] bend5, slope6;
    logic exact6;

    assign clamped5 = r5 < -ONE ? -ONE : r5;
    assign magnitude5 = ONE + (clamped5[15] ? -clamped5 : clamped5);
    assign steep5 = above5 == 16'sd0 ? 16'sd0 : mcc_core_pkg::saturate16(2 * 32'(above5) + 2 * 32'(ONE));
    assign bend5 = clamped5 == 16'sd0 ? 32'sd0 : clamped5[15] ? 32'sd0 - 32'(c5) : 32'(c5);

    always_ff @(posedge clk) begin
        if (valid[5]) begin
            slope6 <= slope5 * r5;
            exact6 <= 1'b1;
            x6 <= 17'(r5);
            y6 <= 17'(ONE);
            v6 <= 17'(c5);
            w6 <= '0;
            by_r6 <= ONE;
            by_c6 <= ONE;
            case (law)
                mcc_contract_pkg::LAW_COOPERATION: begin
                    x6 <= 17'(clamped5);
                    y6 <= 17'(clamped5) + 2 * 17'(ONE);
                    w6 <= magnitude5;
                    by_r6 <= r5 < -ONE ? 16'sd0 : mcc_core_pkg::saturate16(2 * 32'(clamped5) + 2 * 32'(ONE) + bend5);
                    by_c6 <= magnitude5;
                end
                mcc_contract_pkg::LAW_POINT: w6 <= ONE;
                mcc_contract_pkg::LAW_SQ: begin
                    x6 <= 17'(above5);
                    y6 <= 17'(above5) + 2 * 17'(ONE);
                    by_r6 <= steep5;
                    by_c6 <= steep5;
                end
                mcc_contract_pkg::LAW_GATED: begin
                    // s' of 13 bits behind the point, times 4096.
                    x6 <= way5;
                    y6 <= $signed({4'd0, gate5});
                    v6 <= $signed({1'b0, memory5});
                    w6 <= 4 * ONE;
                    by_r6 <= r5 > 16'sd0 && r5 < MAX_INPUT ? $signed(16'(gate5) + 16'd2) >>> 2 : 16'sd0;
                    by_c6 <= c5 > -HALF_RANGE && c5 < HALF_RANGE ? 16'((18'(way5) + 18'sd16) >>> 5) : 16'sd0;
                end
                mcc_contract_pkg::LAW_TM2: begin
                    y6 <= 17'(ONE) + 17'(c5);
                    by_r6 <= ONE + c5;
                    by_c6 <= r5;
                end
                default: begin
                    exact6 <= 1'b0;
                    y6 <= 17'(g5);
                    by_r6 <= mcc_core_pkg::saturate16(32'(g5) + chain5);
                end
            endcase
        end
    end

    // Stages 7 to 9: the value, rounded and clipped. What a cell remembers is rounded twice, to 13 bits and to 5 behind the
    // point: one addition of both halves does the same. It lies between what it was and 6, so it is not clipped.
    logic signed [31:0] first7, second7, value8, halved8, rounded8;
    logic signed [15:0] by_r7, by_c7, by_r8, by_c8;
    logic [15:0] fine8;
    logic remembers;

    assign remembers = law == mcc_contract_pkg::LAW_GATED;
    assign halved8 = value8 + (remembers ? 32'sd526336 : 32'sd16384);
    assign rounded8 = remembers ? halved8 >>> 20 : halved8 >>> 15;
    assign fine8 = 16'(mcc_core_pkg::round_shift(value8, 4'd12));

    always_ff @(posedge clk) begin
        if (valid[6]) begin
            first7 <= 32'(x6) * 32'(y6);
            second7 <= 32'(v6) * 32'(w6);
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
            memory_next <= fine8;
            if (remembers) begin
                out <= rounded8[7:0];
                open <= rounded8[7:0] != 8'd0;
            end else begin
                out <= rounded8 > 32'sd192 ? 8'd192 : rounded8 < 32'sd0 ? 8'd0 : rounded8[7:0];
                open <= rounded8 > 32'sd0 && rounded8 < 32'sd192;
            end
        end
    end
endmodule
