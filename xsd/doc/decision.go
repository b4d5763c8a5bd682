package doc

import "io"

// Decision is the title of a decision on an act, xsd_actpok.xsd, or on an EAEU
// notice, xsd_importtransitpok.xsd: they differ in the order of the parties in
// the fileId.
type Decision struct {
	FileID            string      // EEU_ACTPOK_<consignee>_<supplier>_<date>_<uuid>, or EEU_IMPORTTRANSITPOK_<supplier>_<consignee>_…
	Version           string      // 1.0
	Decision          string      // APPROVE, REJECT or WITHDRAW
	ConsigneeIDNumber string      // IIN or BIN
	SupplierIDNumber  string      // IIN or BIN, of a notice the foreign one
	PurchaseTimestamp string      // 2020-09-30T21:20:45
	SellerInfo        *SellerInfo // nil if not given
	SignerName        string
}

// SellerInfo is the document that was decided on.
type SellerInfo struct {
	SellerFileID        string // its fileId
	SellerFileTimestamp string // 2020-09-30T20:06:57
	Sign                string // signature of the supplier in base64
}

// ReadDecision reads a title. The error is an [*Error].
func ReadDecision(doc []byte) (*Decision, error) { return beginDecision(doc).all(doc) }

// beginDecision gives what reads it from tokens as they pass.
func beginDecision(doc []byte) *Reading[Decision] {
	d := new(Decision)
	var file, participants, buyerInfo, sellerInfo, sign, signer int
	r := newReader(doc, func(e *element) *string {
		switch string(e.path) {
		case "file":
			e.once(&file)
			d.FileID, d.Version, d.Decision = e.must("fileId"), e.must("version"), e.must("decision")
		case "file/participants":
			e.once(&participants)
			d.ConsigneeIDNumber, d.SupplierIDNumber = e.must("consigneeIdNumber"), e.must("supplierIdNumber")
		case "file/buyerInfo":
			e.once(&buyerInfo)
			d.PurchaseTimestamp = e.trimmed("purchaseTimestamp")
		case "file/buyerInfo/sellerInfo":
			e.once(&sellerInfo)
			d.SellerInfo = &SellerInfo{SellerFileID: e.must("sellerFileId"), SellerFileTimestamp: e.trimmed("sellerFileTimestamp")}
		case "file/buyerInfo/sellerInfo/sign":
			e.once(&sign)
			return &d.SellerInfo.Sign
		case "file/buyerInfo/signer":
			e.once(&signer)
			d.SignerName = e.must("name")
		default:
			e.unknown()
		}
		return nil
	})
	return &Reading[Decision]{r, func(err error) (*Decision, error) {
		places := []place{{"file/participants", participants}, {"file/buyerInfo", buyerInfo}, {"file/buyerInfo/signer", signer}}
		if d.SellerInfo != nil {
			places = append(places, place{"file/buyerInfo/sellerInfo/sign", sign})
		}
		return whole(d, err, places...)
	}}
}

// Write writes a title as the samples print it, with indentation by three and
// a blank at the end of participants.
func (d *Decision) Write(to io.Writer) error {
	w := newWriter(to, titleIndent)
	w.open("file", attr{"fileId", d.FileID}, attr{"version", d.Version}, attr{"decision", d.Decision})
	w.spaced("participants", attr{"consigneeIdNumber", d.ConsigneeIDNumber}, attr{"supplierIdNumber", d.SupplierIDNumber})
	w.open("buyerInfo", attr{"purchaseTimestamp", d.PurchaseTimestamp})
	if s := d.SellerInfo; s != nil {
		w.open("sellerInfo", attr{"sellerFileId", s.SellerFileID}, attr{"sellerFileTimestamp", s.SellerFileTimestamp})
		w.leaf("sign", s.Sign)
		w.close("sellerInfo")
	}
	w.empty("signer", attr{"name", d.SignerName})
	w.close("buyerInfo")
	w.close("file")
	return w.flush()
}
